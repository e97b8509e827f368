package cn.mejene.consent.policy;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;

/** Which version of the policy is in force, what it says, and who accepted it (policy Intro, VIII, IX). Stateless. */
public final class PolicyService implements PolicyAcceptances {
    private static final Pattern CHAPTER = Pattern.compile("(?m)^## ((?:[一二三四五六七八九十]+、|[IVX]+\\. ).+)$");

    private final PolicyRepository repository = new PolicyRepository();
    private final Database database;
    private final InstantSource clock;

    public PolicyService(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
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
    public void accept(Tx tx, String member, String version, String language) {
        var policy = inForce(tx, version);
        var authoritative = text(policy, policy.authoritativeLanguage());
        repository.accept(tx, member, policy, text(policy, language), authoritative, clock.instant());
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
