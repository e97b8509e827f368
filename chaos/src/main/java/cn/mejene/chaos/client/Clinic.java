package cn.mejene.chaos.client;

/**
 * Somebody who works at a clinic, signed in. Immutable.
 *
 * @param id of the clinic
 * @param token of the session
 */
public record Clinic(String id, String token) {

    @Override
    public String toString() {
        return "Clinic[" + id + "]";
    }

    /** An upload about the member with this Smile ID. */
    public Request upload(Scan scan, String smileId) {
        return scan.upload().as(token).with("Smile-Id", smileId);
    }

    /** Reads one record's bytes, for treatment. */
    public Request content(String recordId) {
        return Request.get("clinic-reads", "/v1/records/" + recordId + "/content")
                .as(token)
                .with("Mejene-Purpose", "treatment")
                .streamed();
    }
}
