package cn.mejene.bench.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;

/**
 * Program of a node that is a node in everything but its {@code audit} module, for which stands {@link MeasuredAudit}.
 * That module is in no list of services, so that no configuration can name it: it is there in this program alone.
 * Arguments: the node's own.
 */
public final class MeasuredNode {
    /** The program that everything else is left to, known by name like the launcher knows it. */
    private static final String NODE = "cn.mejene.gateway.NodeMain";

    private MeasuredNode() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        var usual = Objects.requireNonNull(MeasuredNode.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(new Services(usual));
        Class.forName(NODE).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    /** Shows another list of modules than the one that a node finds on its class path; loads nothing itself. */
    private static final class Services extends ClassLoader {
        private static final String MODULES = "META-INF/services/cn.mejene.kernel.Module";
        private static final String REPLACED = "cn.mejene.audit.AuditModule";
        private static final String REPLACEMENT = "cn/mejene/bench/node/modules";

        Services(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            var found = super.getResources(name);
            return name.equals(MODULES) ? Collections.enumeration(replaced(Collections.list(found))) : found;
        }

        private List<URL> replaced(List<URL> lists) {
            var others = new ArrayList<>(lists.stream()
                    .filter(list -> !names(list).contains(REPLACED))
                    .toList());
            if (others.size() != lists.size() - 1) {
                throw new IllegalStateException(REPLACED + " does not stand alone in one list of modules");
            }
            others.add(Objects.requireNonNull(getResource(REPLACEMENT)));
            return others;
        }

        private static List<String> names(URL list) {
            try (var text = list.openStream()) {
                return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
