package cn.mejene.consent.purpose;

import cn.mejene.consent.call.Digest;
import cn.mejene.consent.register.RetentionRules;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.outbound.ThirdParties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the catalogue of purposes and says which notice a consent may refer to (policy I(C)1). Stateless. */
public final class PurposeService {
    private final NoticeRepository notices = new NoticeRepository();
    private final Catalogue catalogue;
    private final ThirdParties thirdParties;
    private final RetentionRules retention;
    private final Database database;

    private record Shown(
            String id,
            String title,
            boolean sensitive,
            boolean basic,
            List<String> data,
            String necessity,
            String impact,
            String legalBasis,
            List<ShownRecipient> recipients,
            String retention,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ShownAssessment assessment,

            boolean optOutSignal,
            ShownNotice notice) {}

    private record ShownRecipient(String id, String name, String contact) {}

    private record ShownAssessment(String date, Purpose.Risk risk) {}

    private record ShownNotice(String id, String language, String sha256, String text) {}

    /** @throws ConfigException when a purpose names a recipient or a retention rule that there is not */
    public PurposeService(Policies folder, Database database) {
        this.catalogue = Catalogue.load(folder);
        this.thirdParties = ThirdParties.load(folder);
        this.retention = RetentionRules.load(folder);
        this.database = database;
        for (var purpose : catalogue.purposes()) {
            retention.require(purpose.retention());
            purpose.recipients().stream()
                    .filter(id -> thirdParties.find(id).isEmpty())
                    .findFirst()
                    .ifPresent(id -> {
                        throw new ConfigException("third-parties.yaml has no '" + id + "'");
                    });
        }
    }

    /** Brings the catalogue's notices into the database; idempotent, at boot. */
    public void publishNotices() {
        database.run(tx -> {
            for (var purpose : catalogue.purposes()) {
                purpose.notice()
                        .forEach((language, text) ->
                                notices.insert(tx, purpose.id(), language, Digest.sha256(text), text));
            }
        });
    }

    public Answer list(Call call) {
        var language = Language.of(call);
        var all = notices.all(database);
        var items = catalogue.purposes().stream()
                .map(purpose -> shown(purpose, language, all))
                .toList();
        return Answer.page(items, null).header("Content-Language", language.tag());
    }

    public Answer get(Call call) {
        var purpose = require(call.path("id"));
        var language = Language.of(call);
        return Answer.ok(shown(purpose, language, notices.ofPurpose(database, purpose.id())))
                .header("Content-Language", language.tag());
    }

    /** @throws Problem 404 when the catalogue has no such purpose */
    public Purpose require(String id) {
        return catalogue.find(id).orElseThrow(() -> Problem.notFound("purpose"));
    }

    /**
     * The notice a consent refers to.
     *
     * @throws Problem 422 when it is no notice of this purpose, 409 {@code notice-outdated} when another one replaced it
     */
    public Notice requireCurrent(Sql sql, Purpose purpose, String noticeId) {
        var notice = notices.ofPurpose(sql, purpose.id()).stream()
                .filter(n -> n.id().equals(noticeId))
                .findFirst()
                .orElseThrow(
                        () -> Problem.invalid("/noticeId", "unknown", "The notice does not belong to this purpose."));
        if (!isCurrent(notice, purpose)) {
            throw Problem.conflict("notice-outdated", "The notice has been replaced; show the new one first.");
        }
        return notice;
    }

    private static boolean isCurrent(Notice notice, Purpose purpose) {
        var text = purpose.notice().get(notice.language());
        return text != null && Digest.sha256(text).equals(notice.sha256());
    }

    private Shown shown(Purpose purpose, Language language, List<Notice> notices) {
        var notice = notices.stream()
                .filter(n -> n.purpose().equals(purpose.id()) && n.language().equals(language.tag()))
                .filter(n -> isCurrent(n, purpose))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("notice of " + purpose.id() + " was not published"));
        return new Shown(
                purpose.id(),
                Purpose.in(language, purpose.title()),
                purpose.sensitive(),
                purpose.basic(),
                Purpose.in(language, purpose.data()),
                Purpose.in(language, purpose.necessity()),
                Purpose.in(language, purpose.impact()),
                purpose.legalBasis().word(),
                recipients(purpose, language),
                retention.require(purpose.retention()).period().toString(),
                assessment(purpose),
                purpose.optOutSignal(),
                new ShownNotice(notice.id(), notice.language(), notice.sha256(), notice.text()));
    }

    private List<ShownRecipient> recipients(Purpose purpose, Language language) {
        return purpose.recipients().stream()
                .map(id -> thirdParties.find(id).orElseThrow())
                .map(party -> new ShownRecipient(party.id(), Purpose.in(language, party.name()), party.contact()))
                .toList();
    }

    private static @Nullable ShownAssessment assessment(Purpose purpose) {
        var made = purpose.assessment();
        return made == null ? null : new ShownAssessment(made.date().toString(), made.risk());
    }
}
