package cn.mejene.notifications.delivery;

import cn.mejene.notifications.kind.Nature;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts where the platform's own people are told of what is overdue beside the addresses of members. Stateless. */
public final class OperatorAddress implements Addresses {
    private static final String OPERATOR = "operator";

    private final @Nullable String alerts;
    private final String route;
    private final Addresses members;

    /** @param alerts e-mail address; null when nobody is to be told */
    public OperatorAddress(@Nullable String alerts, String route, Addresses members) {
        this.alerts = alerts;
        this.route = route;
        this.members = members;
    }

    @Override
    public Opened open(List<String> wanted, Nature nature) {
        var opened = members.open(
                wanted.stream().filter(member -> !member.equals(OPERATOR)).toList(), nature);
        if (alerts == null || !wanted.contains(OPERATOR)) {
            return opened;
        }
        var addresses = new HashMap<>(opened.addresses());
        addresses.put(OPERATOR, new Address(alerts, route));
        return new Opened(addresses, opened.refused());
    }

    @Override
    public void gone(String member, String to) {
        if (!member.equals(OPERATOR)) {
            members.gone(member, to);
        }
    }
}
