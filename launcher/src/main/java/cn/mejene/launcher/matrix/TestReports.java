package cn.mejene.launcher.matrix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** How the tests ended when they last ran, from the reports that the build left. */
final class TestReports {
    private final List<Ended> all = new ArrayList<>();

    private record Ended(String type, String method, Outcome outcome) {}

    /** Worst first. */
    enum Outcome {
        FAILED,
        SKIPPED,
        PASSED,
        UNKNOWN;

        String word() {
            return this == UNKNOWN ? "not run" : name().toLowerCase(Locale.ROOT);
        }
    }

    static TestReports in(SourceTree tree) throws IOException {
        var reports = new TestReports();
        for (var file : tree.files(TestReports::isReport)) {
            reports.read(file);
        }
        return reports;
    }

    private static boolean isReport(String name) {
        return name.matches(".*target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml");
    }

    private void read(Path file) throws IOException {
        var cases = parse(file).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            var one = (Element) cases.item(i);
            var type = one.getAttribute("classname");
            all.add(new Ended(type.substring(type.lastIndexOf('.') + 1), one.getAttribute("name"), outcome(one)));
        }
    }

    private static Document parse(Path file) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the test report " + file.getFileName() + " cannot be read", e);
        }
    }

    private static Outcome outcome(Element one) {
        if (one.getElementsByTagName("failure").getLength() > 0
                || one.getElementsByTagName("error").getLength() > 0) {
            return Outcome.FAILED;
        }
        return one.getElementsByTagName("skipped").getLength() > 0 ? Outcome.SKIPPED : Outcome.PASSED;
    }

    /** The worst outcome of what the tag stands on. */
    Outcome of(ClauseTests.Tagged test) {
        return all.stream()
                .filter(one -> one.type().equals(test.type()) && isOf(one.method(), test.method()))
                .map(Ended::outcome)
                .min(Outcome::compareTo)
                .orElse(Outcome.UNKNOWN);
    }

    /** Parameterised tests carry more than the method's name; a class that failed to start carries none. */
    private static boolean isOf(String reported, String method) {
        return method.isEmpty()
                || reported.isEmpty()
                || reported.equals(method)
                || (reported.startsWith(method) && !Character.isJavaIdentifierPart(reported.charAt(method.length())));
    }
}
