package cn.mejene.consent.receipt;

import cn.mejene.consent.purpose.Purpose;
import cn.mejene.consent.register.Operators;
import cn.mejene.consent.register.RetentionRules;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.outbound.ThirdParties;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the receipt that a member keeps of a change of her consent: a JWS over a record in the terms of ISO/IEC TS
 * 27560:2023, verifiable with the keys of {@code /.well-known/jwks.json}. It holds ids and published texts only, no
 * name and no number. Virtual threads only.
 */
public final class Receipts {
    /** The media type of the signed record, {@code typ} of the JWS. */
    public static final String TYPE = "consent-receipt+jws";

    private final ReceiptKeys keys;
    private final Operators operators;
    private final ThirdParties thirdParties;
    private final RetentionRules retention;

    /**
     * A change to be receipted.
     *
     * @param id of the change, {@code cev_…}
     * @param given whether the consent was given; else it was withdrawn
     * @param noticeSha256 digest of the notice that was shown
     * @param language of that notice
     */
    public record Change(
            String id,
            String member,
            Purpose purpose,
            boolean given,
            String policyVersion,
            String noticeId,
            String noticeSha256,
            String language,
            Instant at) {}

    public Receipts(ReceiptKeys keys, Policies folder) {
        this.keys = keys;
        this.operators = Operators.load(folder);
        this.thirdParties = ThirdParties.load(folder);
        this.retention = RetentionRules.load(folder);
    }

    /** The signed receipt in compact serialisation. */
    public String of(Change change) {
        return keys.sign(TYPE, Json.bytes(record(change)));
    }

    private Map<String, Object> record(Change change) {
        var receipt = new LinkedHashMap<String, Object>();
        receipt.put("schema_version", "ISO/IEC TS 27560:2023");
        receipt.put("record_id", change.id());
        receipt.put("pii_principal_id", change.member());
        receipt.put("pii_processing", processing(change));
        receipt.put("party_identification", parties());
        receipt.put("event", List.of(event(change)));
        return receipt;
    }

    private Map<String, Object> processing(Change change) {
        var processing = new LinkedHashMap<String, Object>();
        processing.put(
                "privacy_notice",
                Map.of(
                        "id", change.noticeId(),
                        "sha256", change.noticeSha256(),
                        "policy_version", change.policyVersion()));
        processing.put("language", change.language());
        processing.put("purposes", List.of(purpose(change)));
        return processing;
    }

    private Map<String, Object> purpose(Change change) {
        var purpose = change.purpose();
        var told = new LinkedHashMap<String, Object>();
        told.put("purpose", purpose.id());
        told.put("purpose_description", purpose.title().get(change.language()));
        told.put("purpose_type", purpose.basic() ? "basic" : "extended");
        told.put("lawful_basis", purpose.legalBasis().word());
        told.put("pii_information", information(change));
        told.put(
                "pii_controllers",
                operators.operators().stream().map(Operators.Operator::id).toList());
        told.put("collection_method", "provided by the person or by a clinic that the person authorised");
        told.put("processing_method", "encrypted storage; each access is decided on this consent and logged");
        told.put("storage_locations", List.of("CN-mainland"));
        told.put(
                "retention_period",
                retention.require(purpose.retention()).period().toString());
        told.put("recipient_third_parties", recipients(purpose));
        told.put("withdrawal_method", "DELETE /v1/me/consents/" + purpose.id() + ", or " + contact());
        told.put("jurisdiction", "CN");
        var assessment = purpose.assessment();
        if (assessment != null) {
            told.put("impact_assessment", assessment.reference() + " of " + assessment.date());
        }
        return told;
    }

    private static List<Map<String, Object>> information(Change change) {
        var data = change.purpose().data().getOrDefault(change.language(), List.of());
        return data.stream()
                .map(type -> Map.<String, Object>of(
                        "pii_type",
                        type,
                        "sensitive_pii_category",
                        change.purpose().sensitive()))
                .toList();
    }

    private List<String> recipients(Purpose purpose) {
        return purpose.recipients().stream()
                .map(id -> thirdParties.find(id).orElseThrow())
                .map(party -> party.name().getOrDefault("zh-Hans", party.id()) + ", " + party.contact())
                .toList();
    }

    private List<Map<String, Object>> parties() {
        return operators.operators().stream()
                .map(operator -> Map.<String, Object>of(
                        "party_id",
                        operator.id(),
                        "party_name",
                        operator.name().getOrDefault("zh-Hans", operator.id()),
                        "party_role",
                        "pii_controller",
                        "party_email",
                        contact(),
                        "party_address",
                        operator.region()))
                .toList();
    }

    private String contact() {
        return operators.contact().email();
    }

    private static Map<String, Object> event(Change change) {
        return Map.of(
                "event_time",
                change.at().toString(),
                "event_type",
                change.given() ? "consent_given" : "consent_withdrawn",
                "event_state",
                change.given() ? "active" : "withdrawn",
                "entity_id",
                change.member());
    }
}
