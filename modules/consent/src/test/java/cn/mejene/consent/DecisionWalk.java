package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.CLINIC;
import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.OTHER_CLINIC;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.reads;
import static cn.mejene.consent.ConsentFixture.refused;
import static cn.mejene.consent.ConsentFixture.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.consent.DecisionModel.Workplace;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A random walk of members through consents, grants, versions, signals, ages and guardians, and of staff through employers
 * and networks, on all nodes in turn; after each step every node's engine must say what the model says. For one thread.
 */
final class DecisionWalk {
    private static final List<String> PURPOSES = List.of("clinic-records", "clinic-history", "marketing");
    private static final List<String> CLINICS = List.of(CLINIC, OTHER_CLINIC);
    private static final List<Set<String>> SCOPES = List.of(
            Set.of("records:read"),
            Set.of("records:write"),
            Set.of("history:read"),
            Set.of("records:read", "records:write", "history:read"));
    private static final Workplace HERE = new Workplace("clinic-a", "mainland");
    private static final List<Workplace> ABROAD = List.of(
            new Workplace("mejene-limited", "mainland"),
            new Workplace("mejene-shenzhen", "hk"),
            new Workplace("clinic-a", "internet"),
            new Workplace(null, "mainland"));
    private static final List<Workplace> MAINLAND = List.of(HERE, new Workplace("mejene-shenzhen", "mainland"));
    private static final List<String> CODES = List.of("none", "guardians", "guardians", "wrong");
    private static final String TRACE = "0".repeat(32);

    private final ConsentFixture fixture;
    private final List<TestNode> nodes;
    private final Random random;
    private final long seed;
    private final Map<Principal, DecisionModel> models = new HashMap<>();
    private final List<Principal> members = new ArrayList<>();
    private final Map<String, Integer> changed = new HashMap<>();
    private final Map<String, Workplace> workplaces = new HashMap<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private int version;

    DecisionWalk(ConsentFixture fixture, List<TestNode> nodes, long seed) {
        this.fixture = fixture;
        this.nodes = nodes;
        this.random = new Random(seed);
        this.seed = seed;
        for (int i = 0; i < 3; i++) {
            var member = ConsentFixture.member();
            members.add(member);
            models.put(member, new DecisionModel());
        }
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            var member = members.get(random.nextInt(members.size()));
            var model = models.getOrDefault(member, new DecisionModel());
            var done = step(nodes.get(step % nodes.size()), member, model);
            for (var node : nodes) {
                compare(node, member, model, "seed " + seed + ", step " + step + ": " + done);
            }
        }
    }

    /** How often which answer was given and right. */
    Map<String, Integer> answers() {
        return answers;
    }

    private String step(TestNode node, Principal member, DecisionModel model) {
        return switch (random.nextInt(44)) {
            case 0 -> publish(node);
            case 40, 41, 42 -> move();
            case 43 -> guard(member, model);
            case 1, 2, 3 -> age(member, model);
            case 4, 5 -> signal(node, member, model);
            case 6, 7 -> pass(node);
            case 8, 9, 10 -> approve(node, member, model);
            case 11, 12, 13, 14, 15 -> revoke(node, member, model);
            case 16, 17, 18, 19, 20, 21, 22, 23 -> grant(node, member, model);
            case 24, 25, 26, 27, 28, 29 -> withdrawOne(node, member, model);
            default -> give(node, member, model);
        };
    }

    private String give(TestNode node, Principal member, DecisionModel model) {
        var purpose = any(PURPOSES);
        var code = any(CODES);
        var now = now(node);
        var before = model.consents.get(purpose);
        if (!model.mayDecide(code)) {
            assertThat(refused(() -> consent(node, member, purpose, code)).code())
                    .isEqualTo("guardian-code-required");
            return "consent to " + purpose + " without her guardian";
        }
        consent(node, member, purpose, code);
        if (before == null || before.version() != version) {
            model.consents.put(purpose, new DecisionModel.Given(version, now));
        }
        return "consent to " + purpose;
    }

    private static void consent(TestNode node, Principal member, String purpose, String code) {
        var notice = json(node, CallTo.operation("consent.get-purpose").path("id", purpose))
                .getJsonObject("notice")
                .getString("id");
        var inForce = json(node, CallTo.operation("consent.list-policies"))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("version");
        var body = withGuardian(Map.of("policyVersion", inForce, "noticeId", notice), code);
        node.call(CallTo.operation("consent.give-consent")
                .by(member)
                .path("purpose", purpose)
                .body(body)
                .build());
    }

    private static Map<String, Object> withGuardian(Map<String, ?> body, String code) {
        var more = new HashMap<String, Object>(body);
        if (!code.equals("none")) {
            more.put("guardian", Map.of("requestId", "crq_1", "code", code));
        }
        return more;
    }

    private String withdrawOne(TestNode node, Principal member, DecisionModel model) {
        var purpose = any(PURPOSES);
        withdraw(node, member, purpose);
        model.consents.remove(purpose);
        return "withdraw " + purpose;
    }

    private String grant(TestNode node, Principal member, DecisionModel model) {
        var scopes = any(SCOPES);
        var clinic = any(CLINICS);
        var expiresAt = random.nextBoolean() ? now(node).plusSeconds(1 + random.nextInt(300)) : null;
        var code = any(CODES);
        var body = withGuardian(Map.of("clinicId", clinic, "scopes", List.copyOf(scopes)), code);
        if (expiresAt != null) {
            body.put("expiresAt", expiresAt.toString());
        }
        try {
            var id = json(
                            node,
                            CallTo.operation("consent.give-grant").by(member).body(body))
                    .getString("id");
            model.grants.add(new DecisionModel.Grant(id, clinic, scopes, expiresAt));
        } catch (Problem refusal) {
            assertThat(model.mayDecide(code) && model.mayGrant(changed)).isFalse();
            assertThat(refusal.code()).isEqualTo(model.mayDecide(code) ? "consent-required" : "guardian-code-required");
        }
        return "grant " + scopes + " to " + clinic;
    }

    private String revoke(TestNode node, Principal member, DecisionModel model) {
        if (model.grants.isEmpty()) {
            return "nothing to revoke";
        }
        var grant = model.grants.remove(random.nextInt(model.grants.size()));
        node.call(CallTo.operation("consent.revoke-grant")
                .by(member)
                .path("id", grant.id())
                .build());
        return "revoke " + grant.scopes() + " of " + grant.clinic();
    }

    private String approve(TestNode node, Principal member, DecisionModel model) {
        var clinic = any(List.of(CLINIC, OTHER_CLINIC, DecisionModel.OPERATOR));
        var end = now(node).plusSeconds(1 + random.nextInt(300));
        var body = new HashMap<String, String>(
                Map.of("memberId", member.id(), "reason", "treatment", "expiresAt", end.toString()));
        if (!clinic.equals(DecisionModel.OPERATOR)) {
            body.put("clinicId", clinic);
        }
        node.call(CallTo.operation("consent.approve-access")
                .by(OFFICER)
                .body(body)
                .build());
        model.approvals.merge(clinic, end, (one, other) -> one.isAfter(other) ? one : other);
        return "approve " + clinic;
    }

    /** Somebody of a clinic's or of support's works elsewhere from now on. */
    private String move() {
        var who = any(List.of(CLINIC, OTHER_CLINIC, DecisionModel.OPERATOR));
        var at = any(random.nextInt(3) == 0 ? ABROAD : MAINLAND);
        workplaces.put(who, at);
        return who + " at " + at;
    }

    private String guard(Principal member, DecisionModel model) {
        model.guarded = !model.guarded;
        if (model.guarded) {
            fixture.wards.add(member.id());
        } else {
            fixture.wards.remove(member.id());
        }
        return model.guarded ? "a guardian" : "no guardian";
    }

    private String age(Principal member, DecisionModel model) {
        model.standing = any(List.of(Standing.values()));
        fixture.standings.put(member.id(), model.standing);
        return "standing " + model.standing;
    }

    private String signal(TestNode node, Principal member, DecisionModel model) {
        if (model.optedOut == null) {
            model.optedOut = now(node);
            node.call(CallTo.operation("consent.note-opt-out")
                    .by(member)
                    .body(Map.of("signal", "dnt"))
                    .build());
            return "opt out";
        }
        node.call(CallTo.operation("consent.end-opt-out").by(member).build());
        model.optedOut = null;
        return "end opt-out";
    }

    private String pass(TestNode node) {
        node.kernel().developmentClock().advance(Duration.ofSeconds(1 + random.nextInt(60)));
        return "time passes";
    }

    private String publish(TestNode node) {
        var purpose = any(PURPOSES);
        var end = now(node).plusSeconds(20);
        node.call(CallTo.operation("consent.publish-policy")
                .by(OFFICER)
                .body(Map.of(
                        "texts", Map.of("zh-Hans", "## 一、版本", "en", "## I. Version"),
                        "effectiveAt", end.toString(),
                        "materialTypes", List.of("processing"),
                        "changedPurposes", List.of(purpose)))
                .build());
        node.kernel().developmentClock().advance(Duration.ofSeconds(21));
        version++;
        changed.put(purpose, version);
        return "version that changes " + purpose;
    }

    private void compare(TestNode node, Principal member, DecisionModel model, String place) {
        for (var clinic : CLINICS) {
            var at = at(clinic);
            var staff = new Principal("stf_1", Set.of("clinic"), "ses_2", clinic, at.employer(), at.network());
            for (var ofClinic : CLINICS) {
                same(
                        node,
                        reads(staff, member, ofClinic),
                        now -> model.reading(at, clinic, ofClinic, now, changed),
                        place);
            }
            var upload = new Access(
                    staff,
                    member.id(),
                    Action.WRITE,
                    new Resource("record", null, clinic),
                    "treatment",
                    LegalBasis.CONSENT,
                    TRACE);
            same(node, upload, now -> model.uploading(at, clinic, now, changed), place);
        }
        var desk = at(DecisionModel.OPERATOR);
        var ticket = Approvals.ticket(member, desk.employer(), desk.network());
        same(node, ticket, now -> model.ticket(desk, now), place);
        var message =
                Access.system("notifications", member.id(), Action.READ, Resource.of("contact"), "marketing", TRACE);
        same(node, message, now -> model.messaging(changed), place);
    }

    private Workplace at(String who) {
        return workplaces.getOrDefault(who, HERE);
    }

    /** Something may expire while the engine is asked: it may say what held before or what holds after. */
    private void same(TestNode node, Access access, Function<Instant, String> expected, String place) {
        var before = expected.apply(now(node));
        String said;
        try {
            node.context().port(Authorizer.class).require(access, node.database());
            said = "allowed";
        } catch (Problem refusal) {
            said = refusal.code();
        }
        assertThat(said).as(place + ", " + access).isIn(before, expected.apply(now(node)));
        answers.merge(said, 1, Integer::sum);
    }

    private static Instant now(TestNode node) {
        return node.context().clock().instant();
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
