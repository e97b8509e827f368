package cn.mejene.membership.order;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.membership.carrier.Carrier;
import cn.mejene.membership.order.Order.Status;
import cn.mejene.membership.order.ShipmentRepository.Shipment;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves paid orders on: staff begin production and hand parcels over, carriers tell where they are. A carrier's
 * notification can only raise the state of the one parcel whose secret address it came to, or of that carrier's parcels
 * when it came to the secret address of our account with it. Stateless.
 */
public final class Shipping {
    private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);

    /** What Kuaidi100 asks of who wants to be told again of a parcel that it gave up. */
    private static final Duration BEFORE_FOLLOWING_AGAIN = Duration.ofMinutes(30);

    /** After that long nobody expects it any more. */
    private static final Duration LONGEST_UNDER_WAY = Duration.ofDays(30);

    private static final int BATCH = 100;
    private static final String NO_TRACE = "00-" + "0".repeat(31) + "3-" + "0".repeat(15) + "3-00";

    private final OrderRepository orders = new OrderRepository();
    private final ShipmentRepository shipments = new ShipmentRepository();
    private final ModuleContext context;
    private final Map<String, Carrier> carriers;
    private final OrderEvents events;
    private final Warranties warranties;

    private record Wanted(
            @Nullable String status,
            @Nullable String carrier,
            @Nullable String trackingNumber) {
        /** Does not show the number. */
        @Override
        public String toString() {
            return "Wanted[" + status + "]";
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            String id,
            String status,
            @Nullable String trackingNumber,
            @Nullable String callbackPath) {
        /** Does not show the number. */
        @Override
        public String toString() {
            return "View[" + id + "]";
        }
    }

    /** @param booked the number that the carrier has just given, for its label; null when it was known */
    private record Parcel(
            Shipment shipment,
            ShipmentRepository.Found found,
            @Nullable String booked) {
        /** Does not show the number. */
        @Override
        public String toString() {
            return "Parcel[" + shipment.orderId() + "]";
        }
    }

    public Shipping(ModuleContext context, List<Carrier> carriers, Warranties warranties) {
        this.context = context;
        this.carriers = carriers.stream().collect(Collectors.toUnmodifiableMap(Carrier::name, carrier -> carrier));
        this.events = new OrderEvents(context);
        this.warranties = warranties;
    }

    /** Staff move an order one state on; one that is there already stays as it is. */
    public Answer advance(Call call, Tx tx) {
        var wanted = call.body(Wanted.class);
        var to = Status.of(wanted.status() == null ? "" : wanted.status());
        var seen = orders.find(context.database(), call.path("id")).orElseThrow(() -> Problem.notFound("order"));
        var parcel = to == Status.SHIPPED ? parcel(call, wanted, seen) : null;
        var order = orders.findLocked(tx, seen.orderId()).orElseThrow();
        var now = context.clock().instant();
        if (!order.physical() || !orders.advance(tx, order.orderId(), before(to), to, now)) {
            throw elsewhere(order);
        }
        if (parcel != null) {
            shipments.insert(tx, parcel.shipment(), parcel.found(), now);
        }
        if (to == Status.DELIVERED) {
            warranties.give(tx, order, now);
        }
        log(call, tx, order);
        events.tell(tx, order, to.word());
        return Answer.ok(new View(
                order.orderId(),
                to.word(),
                parcel == null ? null : parcel.booked(),
                parcel == null
                        ? null
                        : "/v1/webhooks/logistics/" + parcel.shipment().carrier() + "/" + secret(order.orderId())));
    }

    private static Status before(Status to) {
        return switch (to) {
            case IN_PRODUCTION -> Status.PAID;
            case SHIPPED -> Status.IN_PRODUCTION;
            case DELIVERED -> Status.SHIPPED;
            default -> throw Problem.invalid("/status", "enum", "Staff do not bring an order there.");
        };
    }

    private Parcel parcel(Call call, Wanted wanted, Order order) {
        var carrier = carriers.get(wanted.carrier() == null ? "" : wanted.carrier());
        if (carrier == null) {
            throw Problem.invalid("/carrier", "required", "What is shipped needs a known carrier.");
        }
        var given = wanted.trackingNumber();
        if (given == null && !carrier.books()) {
            throw Problem.invalid("/trackingNumber", "required", "This carrier gives its number with the parcel.");
        }
        if (order.status() != Status.IN_PRODUCTION) {
            throw elsewhere(order);
        }
        var secret = secret(order.orderId());
        var number = given == null ? book(call, carrier, order) : given;
        carrier.follow(number, secret);
        var sealed = keys().seal(Tracking.place(order.memberId(), order.orderId()), new Tracking(number));
        return new Parcel(
                new Shipment(order.orderId(), order.memberId(), carrier.name(), sealed, "shipped"),
                new ShipmentRepository.Found(hash(secret), trackingIndex(number)),
                given == null ? number : null);
    }

    /** Where the parcel goes is opened for this one purpose, noted in the log, and told to its carrier alone. */
    private String book(Call call, Carrier carrier, Order order) {
        if (order.shipTo() == null) {
            throw elsewhere(order);
        }
        var access = delivery(order.memberId(), order.orderId(), call.traceId());
        var shipTo = keys().open(access, call.operation())
                .value(ShipTo.place(order.memberId(), order.orderId()), order.shipTo(), ShipTo.class);
        return carrier.book(new Carrier.Parcel(order.orderId(), shipTo.recipient(), shipTo.phone(), shipTo.address()));
    }

    private static Problem elsewhere(Order order) {
        return Problem.conflict("order-state", "The order is " + order.status().word() + ".");
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }

    /** Takes a carrier's notification, in the carrier's own way. */
    public Answer pushed(Call call) {
        var carrier = carriers.get(call.path("carrier"));
        if (carrier == null) {
            throw Problem.notFound("carrier");
        }
        var secret = call.path("secret");
        try {
            return carrier.isAccounts(secret) ? ofAccount(call, carrier) : ofParcel(call, carrier, secret);
        } catch (Carrier.PushRefused refused) {
            LOG.atInfo().addKeyValue("carrier", carrier.name()).log("carrier's notification refused");
            return json(401, carrier.refused());
        }
    }

    private Answer ofParcel(Call call, Carrier carrier, String secret) {
        var shipment = shipments.findBySecret(context.database(), hash(secret)).filter(found -> found.carrier()
                .equals(carrier.name()));
        if (shipment.isEmpty()) {
            throw Problem.notFound("shipment");
        }
        var news = carrier.read(form(call.body()), secret, shipment.get().orderId());
        if (news != null) {
            context.database().run(tx -> moved(tx, shipment.get().orderId(), news));
        }
        return json(200, carrier.accepted());
    }

    /** Of parcels that are not ours nothing follows: the account may be used by others, too. */
    private Answer ofAccount(Call call, Carrier carrier) {
        for (var told : carrier.readAll(form(call.body()))) {
            found(carrier, told)
                    .ifPresent(shipment -> context.database().run(tx -> moved(tx, shipment.orderId(), told.news())));
        }
        return json(200, carrier.accepted());
    }

    private Optional<Shipment> found(Carrier carrier, Carrier.Told told) {
        return shipments
                .find(context.database(), told.parcel())
                .filter(shipment -> shipment.carrier().equals(carrier.name()))
                .or(() -> told.number().isEmpty()
                        ? Optional.empty()
                        : shipments.findByTracking(context.database(), carrier.name(), trackingIndex(told.number())));
    }

    private void moved(Tx tx, String orderId, Carrier.News news) {
        var order = orders.findLocked(tx, orderId).orElseThrow();
        var now = context.clock().instant();
        if (news == Carrier.News.GIVEN_UP) {
            shipments.followAgain(tx, orderId, now.plus(BEFORE_FOLLOWING_AGAIN));
            return;
        }
        if (shipments.move(tx, orderId, news.word(), now)) {
            events.tell(tx, order, "parcel-" + news.word());
            if (news == Carrier.News.DELIVERED && orders.advance(tx, orderId, Status.SHIPPED, Status.DELIVERED, now)) {
                warranties.give(tx, order, now);
                events.tell(tx, order, Status.DELIVERED.word());
            }
        }
    }

    /** Asks to be told anew of parcels that were given up; what is refused or not answered is asked again later. */
    public void followAgain(Job.Run run) {
        var now = context.clock().instant();
        for (var shipment : shipments.unfollowed(context.database(), now, now.minus(LONGEST_UNDER_WAY), BATCH)) {
            var later = followAgain(shipment) ? null : now.plus(BEFORE_FOLLOWING_AGAIN);
            context.database().run(tx -> {
                run.fence().check(tx);
                shipments.followAgain(tx, shipment.orderId(), later);
            });
        }
    }

    /** What cannot be opened now, or not any more, does not hold up the others. */
    private boolean followAgain(Shipment shipment) {
        var access = delivery(shipment.memberId(), shipment.orderId(), NO_TRACE);
        try {
            var tracking = keys().open(access, "membership.follow-parcels")
                    .value(
                            Tracking.place(shipment.memberId(), shipment.orderId()),
                            shipment.tracking(),
                            Tracking.class);
            Objects.requireNonNull(carriers.get(shipment.carrier()))
                    .follow(tracking.number(), secret(shipment.orderId()));
            return true;
        } catch (RuntimeException failure) {
            LOG.atWarn()
                    .addKeyValue("order", shipment.orderId())
                    .addKeyValue("cause", failure.getClass().getSimpleName())
                    .log("parcel could not be subscribed again");
            return false;
        }
    }

    private static Access delivery(String member, String orderId, String trace) {
        return Access.system("membership", member, Action.READ, Resource.of("order", orderId), "delivery", trace);
    }

    private static Map<String, String> form(@Nullable Buffer body) {
        var fields = new HashMap<String, String>();
        try {
            for (var pair : (body == null ? "" : body.toString(StandardCharsets.US_ASCII)).split("&", 20)) {
                var parts = pair.split("=", 2);
                fields.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return fields;
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static Answer json(int status, String body) {
        return new Answer(status, Map.of(), Buffer.buffer(body));
    }

    /** The same whenever it is asked for: a carrier that was told it, and whose answer was lost, is told it again. */
    private String secret(String orderId) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(keys().blindIndex("membership.parcel-address", orderId));
    }

    private byte[] trackingIndex(String number) {
        return keys().blindIndex("membership.tracking", number);
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private void log(Call call, Tx tx, Order order) {
        var access = new Access(
                call.principal(),
                order.memberId(),
                Action.WRITE,
                Resource.of("order", order.orderId()),
                "order",
                LegalBasis.CONTRACT,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }
}
