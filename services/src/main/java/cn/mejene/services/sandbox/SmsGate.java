package cn.mejene.services.sandbox;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Lets a request to the SMS provider in when it is authentic, fresh and for the one operation the sandbox has. */
final class SmsGate {
    private final Acs3Signature signature;
    private final Freshness freshness = new Freshness();

    SmsGate(Acs3Signature signature) {
        this.signature = signature;
    }

    /** The provider's error code, or empty when the request may pass. */
    Optional<String> refuse(SignedRequest request) {
        if (!request.header("x-acs-action").equals(Optional.of("SendSms"))) {
            return Optional.of("InvalidAction.NotFound");
        }
        if (!request.header("x-acs-version").equals(Optional.of("2017-05-25"))) {
            return Optional.of("InvalidVersion");
        }
        return signature.refuse(request).or(() -> refuseStale(request));
    }

    /** When the request was made, by the sender's clock; empty when it does not say so in ISO 8601. */
    static Optional<Instant> date(SignedRequest request) {
        try {
            return request.header("x-acs-date").map(Instant::parse);
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private Optional<String> refuseStale(SignedRequest request) {
        return date(request)
                .map(date -> freshness.refuse(
                        date, request.header("x-acs-signature-nonce").orElse("")))
                .orElse(Optional.of("InvalidTimeStamp.Format"));
    }
}
