package cn.mejene.consent.policy;

import cn.mejene.consent.policy.PolicyRepository.Accepted;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.buffer.Buffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which version of the policy is in force, what it says, and who accepted it (policy Intro, VIII, IX). Stateless. */
public final class PolicyService implements PolicyAcceptances {
    private static final Pattern CHAPTER = Pattern.compile("(?m)^## ((?:[一二三四五六七八九十]+、|[IVX]+\\. ).+)$");

    private final PolicyRepository repository = new PolicyRepository();
    private final PublicationRepository publications = new PublicationRepository();
    private final ModuleContext context;
    private final Database database;
    private final InstantSource clock;

    /** Where a member was when she accepted, as it is sealed. */
    private record Client(String address) {
        @Override
        public String toString() {
            return "Client[***]";
        }
    }

    private record Newest(String version) {}

    private record Update(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String version) {}

    private record Changes(
            String version,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String since,

            Instant effectiveAt,
            String language,
            List<String> materialTypes,
            List<String> changedPurposes,
            List<PolicyChanges.Chapter> chapters) {}

    public PolicyService(ModuleContext context) {
        this.context = context;
        this.database = context.database();
        this.clock = context.clock();
    }

    /** The versions in force until now, or until {@code at}, newest first. */
    public Answer list(Call call) {
        var at = call.query("at").map(PolicyService::instant);
        return Answer.page(at.map(when -> until(database, when)).orElseGet(() -> untilNow(database)), null);
    }

    /** One version with its text. */
    public Answer get(Call call) {
        var policy = repository.all(database).stream()
                .filter(p -> p.version().equals(call.path("version")))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("policy version"));
        var language = Language.of(call);
        var body = repository.body(database, policy.version(), language).orElseThrow();
        var digest = text(policy, language.tag()).sha256();
        var text = new PolicyText(policy, language.tag(), digest, "text/markdown", chapters(body), body);
        return Answer.ok(text).header("Content-Language", language.tag());
    }

    /** What one version says otherwise than the one before it. */
    public Answer changes(Call call) {
        var all = repository.all(database);
        int at = IntStream.range(0, all.size())
                .filter(i -> all.get(i).version().equals(call.path("version")))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("policy version"));
        var policy = all.get(at);
        var language = Language.of(call);
        var since = at + 1 < all.size() ? all.get(at + 1).version() : null;
        var newer = repository.body(database, policy.version(), language).orElseThrow();
        var chapters = since == null
                ? List.<PolicyChanges.Chapter>of()
                : PolicyChanges.between(
                        repository.body(database, since, language).orElse(""), newer);
        return Answer.ok(new Changes(
                        policy.version(),
                        since,
                        policy.effectiveAt(),
                        language.tag(),
                        policy.materialTypes(),
                        publications.changedPurposes(database, policy.version()),
                        chapters))
                .header("Content-Language", language.tag());
    }

    /** Serves {@code consent.newest-policy}: the version published last, in force or not. */
    public Answer newest(Call call) {
        return Answer.ok(new Newest(repository.all(database).getFirst().version()));
    }

    /**
     * Serves {@code consent.policy-update}: the version published last, if the calling member has not agreed to it. That
     * she goes on using the service under the version in force is noted as such, which is no consent to anything.
     */
    public Answer update(Call call) {
        var member = call.principal().id();
        var update = publications.newestUnaccepted(database, member);
        if (update.isPresent()) {
            used(call, member);
        }
        return Answer.ok(new Update(update.orElse(null)));
    }

    private void used(Call call, String member) {
        var policy = untilNow(database).getFirst();
        if (!repository.hasAccepted(database, member, policy.version(), null)) {
            var text = text(policy, policy.authoritativeLanguage());
            database.run(tx -> accept(
                    tx, new Accepted(Ids.make("acc"), member, policy, text, text, "used", "service"), call.client()));
        }
    }

    /** The headings of a text's chapters. */
    static List<String> chapters(String body) {
        return CHAPTER.matcher(body).results().map(m -> m.group(1)).toList();
    }

    /**
     * Returns when this is the version in force.
     *
     * @throws Problem 409 {@code policy-version-outdated} with the version that is
     */
    public void requireInForce(Sql sql, String version) {
        inForce(sql, version);
    }

    @Override
    public void accept(Tx tx, String member, Acceptance accepted) {
        var policy = inForce(tx, accepted.version());
        var authoritative = text(policy, policy.authoritativeLanguage());
        publications.lockShared(tx);
        var seen = text(policy, accepted.language());
        accept(
                tx,
                new Accepted(Ids.make("acc"), member, policy, seen, authoritative, "agreed", accepted.channel()),
                accepted.client());
        // Whoever comes in between publication and effect is told here; all others were told at publication.
        publications.tellOfUpcoming(tx, member, clock.instant()).forEach(upcoming -> context.outbox()
                .append(tx, upcoming.event(member)));
    }

    private void accept(Tx tx, Accepted one, String client) {
        if (repository.hasAccepted(tx, one)) {
            return;
        }
        var keys = context.port(KeyRing.class);
        var place = new Place(one.member(), KeyClass.EVIDENCE, "consent.policy_acceptance", "client", one.id());
        var sealed = keys.seal(place, new Client(client));
        if (!repository.accept(tx, one, Buffer.buffer(sealed), clock.instant())) {
            tx.afterCommit(() -> keys.destroy(sealed));
        }
    }

    private Policy inForce(Sql sql, String version) {
        var current = untilNow(sql).getFirst();
        if (!current.version().equals(version)) {
            throw Problem.conflict("policy-version-outdated", "Another version of the privacy policy is in force.")
                    .with("policyVersion", current.version());
        }
        return current;
    }

    private List<Policy> until(Sql sql, Instant at) {
        return repository.all(sql).stream()
                .filter(policy -> !policy.effectiveAt().isAfter(at))
                .toList();
    }

    /** Before the first version takes effect it is offered in advance: nobody registers without a policy. */
    private List<Policy> untilNow(Sql sql) {
        var effective = until(sql, clock.instant());
        return effective.isEmpty() ? List.of(repository.all(sql).getLast()) : effective;
    }

    private static Policy.Text text(Policy policy, String language) {
        return policy.languages().stream()
                .filter(text -> text.language().equals(language))
                .findFirst()
                .orElseThrow(
                        () -> Problem.invalid("#language", "enum", "The policy is not published in that language."));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid("#at", "format", "A point in time is given as RFC 3339.");
        }
    }
}
