package cn.mejene.launcher.system;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The cells that a contract makes, and what is expected in each: by its roles, or as the table declares. Immutable. */
record AccessMatrix(List<ContractOperation> operations, AccessTable table) {
    /** Callers with the role that each has in the contract. */
    static final Map<String, String> ROLES = Map.of(
            "nobody", "",
            "member", "member",
            "minor", "member",
            "ward", "ward",
            "clinic", "clinic",
            "support", "support",
            "officer", "officer",
            "auditor", "auditor",
            "admin", "admin");

    /** A cell with its expected answer; none when the table has forgotten it. */
    record Expectation(AccessCell cell, Optional<String> answer) {
        boolean isSuccess() {
            return answer.filter(it -> it.startsWith("2")).isPresent();
        }

        boolean isRefusal() {
            return answer.filter(it -> it.compareTo("400") >= 0).isPresent();
        }
    }

    /** First all that must be refused, so that it finds everything in its place, then the rest in the table's order. */
    List<Expectation> expectations() {
        var order = new ArrayList<>(table.rows().keySet());
        return operations.stream()
                .flatMap(operation -> cells(operation).stream())
                .map(cell -> new Expectation(cell, answer(cell)))
                .sorted(Comparator.comparing((Expectation it) -> !it.isRefusal())
                        .thenComparing(it -> order.indexOf(it.cell().operation().id())))
                .toList();
    }

    /** An operation and one of those who may call it. */
    record Right(String operation, String role) {}

    /** What is expected where the caller has the right to call. */
    Map<Right, List<Expectation>> byRole() {
        return expectations().stream()
                .filter(it -> mayCall(it.cell().operation(), it.cell().caller())
                        || it.cell().operation().isPublic())
                .collect(Collectors.groupingBy(it -> new Right(
                        it.cell().operation().id(), ROLES.getOrDefault(it.cell().caller(), ""))));
    }

    private static List<AccessCell> cells(ContractOperation operation) {
        if (operation.isPublic()) {
            return List.of(new AccessCell(operation, "nobody", "", true));
        }
        var cells = new ArrayList<AccessCell>();
        ROLES.keySet().stream().sorted().forEach(caller -> {
            if (!mayCall(operation, caller)) {
                cells.add(new AccessCell(operation, caller, "", true));
                return;
            }
            whose(operation, caller).forEach(whose -> cells.add(new AccessCell(operation, caller, whose, true)));
            if (operation.stepUp()) {
                cells.add(new AccessCell(operation, caller, "own", false));
            }
        });
        return cells;
    }

    private Optional<String> answer(AccessCell cell) {
        var operation = cell.operation();
        if (operation.isPublic()) {
            return table.answer(operation.id(), "public", "");
        }
        if (cell.caller().equals("nobody")) {
            return Optional.of("401 token-missing");
        }
        if (!mayCall(operation, cell.caller())) {
            return Optional.of("403 forbidden logged");
        }
        return cell.confirmed()
                ? table.answer(operation.id(), cell.caller(), cell.whose())
                : Optional.of("403 step-up-required logged");
    }

    static boolean mayCall(ContractOperation operation, String caller) {
        return operation.roles().contains(ROLES.get(caller));
    }

    private static List<String> whose(ContractOperation operation, String caller) {
        if (!AccessCalls.isAboutSomebody(operation, caller)) {
            return List.of("");
        }
        return switch (caller) {
            case "member", "minor", "ward" -> List.of("own", "others");
            case "clinic" -> List.of("own", "others", "other-clinic", "frozen", "minor");
            default -> List.of("any", "frozen", "minor");
        };
    }
}
