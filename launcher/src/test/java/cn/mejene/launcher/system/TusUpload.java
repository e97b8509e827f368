package cn.mejene.launcher.system;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** One resumable upload as a careful client of tus 1.0.0 drives it. Immutable. */
record TusUpload(Api api, String path) {
    static final String UPLOADS = "/v1/uploads";
    static final String BYTES = "application/offset+octet-stream";

    static Api speaking(Api api) {
        return api.with("Tus-Resumable", "1.0.0");
    }

    /** What a client says of a file; a member leaves the Smile ID out. */
    static String metadata(Scan scan, String smileId) {
        var pairs = "kind " + base64(scan.kind()) + ",filename " + base64(scan.filename()) + ",filetype "
                + base64(scan.mediaType());
        return smileId.isEmpty() ? pairs : pairs + ",smileId " + base64(smileId);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Asks for an upload of this file. */
    static Api asking(Api api, Scan scan, String smileId) {
        return speaking(api)
                .with("Upload-Length", Integer.toString(scan.bytes().length))
                .with("Upload-Metadata", metadata(scan, smileId));
    }

    static TusUpload begin(Api api, Scan scan, String smileId) {
        return of(api, asking(api, scan, smileId).call("POST", UPLOADS, BodyPublishers.noBody()));
    }

    static TusUpload of(Api api, Reply created) {
        return new TusUpload(
                speaking(api), created.expect(201).header("location").orElseThrow());
    }

    Reply head() {
        return api.head(path);
    }

    long offset() {
        return Long.parseLong(head().expect(200).header("upload-offset").orElseThrow());
    }

    Reply patch(long offset, byte[] bytes) {
        return patch(offset, BodyPublishers.ofByteArray(bytes));
    }

    Reply patch(long offset, BodyPublisher body) {
        return appending(offset).call("PATCH", path, body);
    }

    /** A view that goes on at an offset. */
    Api appending(long offset) {
        return api.with("Upload-Offset", Long.toString(offset)).with("Content-Type", BYTES);
    }

    Reply patch(Scan scan, int from, int to) {
        return patch(from, Arrays.copyOfRange(scan.bytes(), from, to));
    }

    Reply delete() {
        return api.delete(path);
    }
}
