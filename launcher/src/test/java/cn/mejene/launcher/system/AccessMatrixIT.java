package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.launcher.TestSources;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * D35: every operation of the contract by everybody, about own things and others'. What comes of it is what {@code
 * access-matrix.yaml} declares; an operation that it does not know fails. What is decided about a person's data leaves
 * exactly one entry in the log.
 */
@Clause({"IV(A)2", "IV(A)8", "I(C)4"})
@ExtendWith(SharedSystem.class)
class AccessMatrixIT {
    private static final String LOGGED = " logged";
    private static final int PAGE = 500;

    private final RunningSystem system;
    private final List<ContractOperation> operations;

    AccessMatrixIT(RunningSystem system) {
        this.system = system;
        this.operations = ContractOperation.all(
                system.api().get("/openapi.json").expect(200).json());
    }

    @Test
    void table_declaresTheRolesOfEveryOperation_andNoOther() throws IOException {
        var table = AccessTable.read();
        var known = new TreeSet<String>();
        for (var operation : operations) {
            assertThat(table.roles(operation.id())).as(operation.id()).isEqualTo(operation.roles());
            known.add(operation.id());
        }
        assertThat(known).containsAll(table.rows().keySet());
    }

    /** ASVS 14.2.1: what names a person travels in headers and bodies. */
    @Test
    void address_hasNoPlaceForAPerson() {
        var personal = Pattern.compile(
                "(?i).*(phone|mobile|smile|mail|lat|lng|address|birth|openid|gender|recipient|query|q)");
        for (var operation : operations) {
            var names = new ArrayList<>(operation.names("path"));
            names.addAll(operation.names("query"));
            assertThat(names).as(operation.id()).noneMatch(name -> personal.matcher(name)
                    .matches());
        }
    }

    /** Nothing is only refused: for each role each operation succeeds in some cell, or in the test that is named. */
    @Test
    void operation_succeedsForEachOfItsRoles_orElsewhere() throws IOException {
        var sources = TestSources.read();
        var elsewhere = AccessTable.read("/access-elsewhere.yaml");
        var needed = new TreeSet<String>();
        for (var expectation :
                new AccessMatrix(operations, AccessTable.read()).byRole().entrySet()) {
            if (expectation.getValue().stream().noneMatch(AccessMatrix.Expectation::isSuccess)) {
                needed.add(expectation.getKey().operation());
            }
        }
        assertThat(needed).isEqualTo(new TreeSet<>(elsewhere.rows().keySet()));
        elsewhere.rows().forEach((operation, where) -> {
            var test = where.asText().split("\\.");
            assertThat(where.asText().startsWith("reason: ") || sources.has(test[0], test[1]))
                    .as(operation + ": " + where.asText())
                    .isTrue();
        });
    }

    @Test
    @Clause({"0.6", "II(A)2"})
    void answer_isTheDeclaredOne_inEveryCell() throws IOException {
        var calls = new AccessCalls(new AccessWorld(system));
        var since = calls.world().now();
        var seen = new HashMap<String, Seen>();
        var expectations = new AccessMatrix(operations, AccessTable.read()).expectations();
        for (int i = 0; i < expectations.size(); i++) {
            var trace = "%08x%024x".formatted(since.getEpochSecond(), 1 + i);
            var reply = calls.call(expectations.get(i).cell(), trace);
            seen.put(trace, new Seen(expectations.get(i), reply));
        }
        var entries = entries(since.minusSeconds(1).toString());
        var faults = new ArrayList<String>();
        seen.forEach((trace, one) -> one.judge(entries.getOrDefault(trace, List.of()), faults));
        faults.sort(String::compareTo);
        assertThat(faults).isEmpty();
        assertThat(seen).hasSizeGreaterThan(operations.size());
    }

    /** A cell and what came of it. */
    private record Seen(AccessMatrix.Expectation expectation, Reply reply) {

        void judge(List<String> entries, List<String> faults) {
            var method = expectation.cell().operation().method();
            // The answer to a HEAD has no body (RFC 9110 section 9.3.2), and providers have formats of their own.
            boolean problem = !method.equals("HEAD")
                    && reply.header("content-type").orElse("").startsWith("application/problem+json");
            var code = problem ? " " + reply.text("code") : "";
            var said = reply.status() + code + logged(entries.size());
            var expected = expectation.answer().orElse("nothing that is declared");
            if (!said.equals(method.equals("HEAD") ? withoutCode(expected) : expected)) {
                faults.add(expectation.cell() + ": " + said + ", not " + expected);
            }
            if (reply.status() == 401
                    && reply.header("www-authenticate")
                            .filter(way -> way.startsWith("Bearer"))
                            .isEmpty()
                    && !expectation.cell().operation().isPublic()) {
                faults.add(expectation.cell() + ": 401 without a challenge");
            }
            if (!expectation.cell().operation().isPublic()
                    && reply.header("cache-control")
                            .filter(value -> value.contains("no-store"))
                            .isEmpty()) {
                faults.add(expectation.cell() + ": may be kept by a cache");
            }
            if (new HashSet<>(entries).size() < entries.size()) {
                faults.add(expectation.cell() + ": one decision twice among " + entries);
            }
        }

        private static String logged(int entries) {
            return entries == 0 ? "" : entries == 1 ? LOGGED : LOGGED + " " + entries;
        }

        private static String withoutCode(String expected) {
            return expected.substring(0, 3) + (expected.endsWith(LOGGED) ? LOGGED : "");
        }
    }

    /** What each call has left in the log, in a word; what the system does later by itself leaves its own. */
    private Map<String, List<String>> entries(String since) {
        var auditor = ClinicStaff.operator(system.api(), "auditor");
        var entries = new HashMap<String, List<String>>();
        var page = "/v1/audit/events?limit=" + PAGE + "&from=" + since;
        for (var cursor = ""; cursor != null; ) {
            var events = auditor.get(page + cursor).expect(200).json();
            events.path("items").forEach(item -> add(item.path("event"), entries));
            cursor =
                    events.hasNonNull("next") ? "&cursor=" + events.path("next").asText() : null;
        }
        return entries;
    }

    private static void add(JsonNode event, Map<String, List<String>> entries) {
        assertThat(event.path("purpose").asText()).isNotBlank();
        assertThat(event.path("basis").asText()).isNotBlank();
        if (!event.path("role").asText().equals("system")) {
            var decision = new StringBuilder();
            for (var field : List.of("operation", "action", "subject", "resourceType", "resource", "outcome")) {
                decision.append(event.path(field).asText()).append(' ');
            }
            entries.computeIfAbsent(event.path("trace").asText(), _ -> new ArrayList<>())
                    .add(decision.toString());
        }
    }
}
