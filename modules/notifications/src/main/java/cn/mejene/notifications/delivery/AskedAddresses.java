package cn.mejene.notifications.delivery;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.notifications.kind.Nature;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Addresses that another module keeps and opens. Stateless. */
public final class AskedAddresses implements Addresses {
    private final String operation;
    private final String route;
    private final PlatformCalls calls;

    /** @param operation internal address that answers addresses by member id */
    public AskedAddresses(String operation, String route, ModuleContext context) {
        this.operation = operation;
        this.route = route;
        this.calls = new PlatformCalls(context);
    }

    @Override
    public Opened open(List<String> members, Nature nature) {
        var opened = calls.ask(operation, Map.of("memberIds", members, "purpose", nature.purpose()))
                .body(JsonNode.class);
        var addresses = new HashMap<String, Address>();
        opened.properties()
                .forEach(one ->
                        addresses.put(one.getKey(), new Address(one.getValue().asText(), route)));
        return new Opened(addresses, Map.of());
    }
}
