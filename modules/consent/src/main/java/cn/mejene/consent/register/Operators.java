package cn.mejene.consent.register;

import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Required;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code config/policy/operators.yaml}: who operates the platform and how to reach them (policy 0.5, IX). Immutable.
 *
 * @param operators those who decide about the data together
 * @param contact where members write to
 */
public record Operators(List<Operator> operators, Contact contact) {

    /**
     * @param name by language tag; the Chinese name prevails
     * @param region {@code CN-mainland} or the territory abroad
     */
    public record Operator(String id, Map<String, String> name, String region) {
        public Operator {
            name = Map.copyOf(Required.field(id + ".name", name));
            Required.field(id + ".region", region);
        }

        /** Whether its staff count as recipients outside the mainland (policy VII(A)). */
        public boolean isAbroad() {
            return !region.equals("CN-mainland");
        }
    }

    /** @param email address that answers within the days that the policy promises */
    public record Contact(String email) {}

    public Operators {
        operators = List.copyOf(Required.field("operators", operators));
        Required.field("contact", contact);
    }

    public static Operators load(Policies folder) {
        return folder.load("operators", Operators.class);
    }

    public Optional<Operator> find(String id) {
        return operators.stream().filter(operator -> operator.id().equals(id)).findFirst();
    }
}
