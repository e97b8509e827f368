package cn.mejene.notifications.campaign;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Tx;
import cn.mejene.notifications.delivery.Deliveries;
import cn.mejene.notifications.delivery.PlatformCalls;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Nature;
import cn.mejene.notifications.kind.Text;
import cn.mejene.notifications.kind.Way;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes announcements from staff and queues them for the members who opted into a channel, some at a time. Who of them is
 * really told is decided when each message leaves. Stateless.
 */
public final class CampaignService {
    private static final int PORTION = 500;

    private final CampaignRepository campaigns = new CampaignRepository();
    private final Kinds kinds;
    private final Deliveries deliveries;
    private final PlatformCalls calls;
    private final ModuleContext context;

    private record Wanted(Set<String> channels, Map<String, Text> texts) {}

    private record Choices(boolean sms, boolean push, boolean email) {}

    private record Audience(Choices channels, String after, int limit) {}

    private record Members(List<String> items) {}

    private record Begun(String id, String kind, Set<String> channels, Instant createdAt) {}

    private record Progress(String id, boolean spread, Map<String, Long> messages) {}

    public CampaignService(Kinds kinds, Deliveries deliveries, PlatformCalls calls, ModuleContext context) {
        this.kinds = kinds;
        this.deliveries = deliveries;
        this.calls = calls;
        this.context = context;
    }

    /** Begins an announcement; it is marketing, whatever it says. */
    public Answer begin(Call call, Tx tx) {
        var wanted = call.body(Wanted.class);
        var ways = wanted.channels().stream().map(Way::of).collect(Collectors.toSet());
        for (var language : Language.values()) {
            if (!wanted.texts().containsKey(language.tag())) {
                throw Problem.invalid("/texts/" + language.tag(), "required", "An announcement has both languages.");
            }
        }
        var kind = kinds.kind(Kinds.ACTIVITY);
        if (kind.nature() != Nature.MARKETING || !kind.channels().containsAll(ways)) {
            throw Problem.invalid("/channels", "enum", "Announcements do not go out that way.");
        }
        var campaign = new Campaign(
                Ids.make("cmp"),
                Kinds.ACTIVITY,
                ways,
                wanted.texts(),
                call.principal().id(),
                context.clock().instant());
        campaigns.insert(tx, campaign);
        return Answer.created(new Begun(campaign.id(), campaign.kind(), wanted.channels(), campaign.createdAt()));
    }

    /** How far it has come, in numbers. */
    public Answer progress(Call call) {
        var id = call.path("id");
        var spread = campaigns.isSpread(context.database(), id).orElseThrow(() -> Problem.notFound("campaign"));
        return Answer.ok(new Progress(id, spread, campaigns.counts(context.database(), id)));
    }

    /** Queues the next portion of the oldest unfinished campaign; answers whether there was one. */
    public boolean spread() {
        return context.database().transaction(this::spread);
    }

    private boolean spread(Tx tx) {
        var unfinished = campaigns.next(tx);
        if (unfinished.isEmpty()) {
            return false;
        }
        var campaign = unfinished.get().campaign();
        var ways = campaign.channels();
        var choices = new Choices(ways.contains(Way.SMS), ways.contains(Way.PUSH), ways.contains(Way.EMAIL));
        var members = calls.ask(
                        "members.list-audience",
                        new Audience(choices, unfinished.get().after(), PORTION))
                .body(Members.class)
                .items();
        deliveries.queueAll(tx, members, campaign.kind(), ways, campaign.id());
        if (members.size() < PORTION) {
            campaigns.finished(tx, campaign.id());
        } else {
            campaigns.reached(tx, campaign.id(), members.getLast());
        }
        return true;
    }
}
