package cn.mejene.launcher.system;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** A file as a clinic would send it. The bytes are shared, not copied. */
record Scan(String kind, String filename, String mediaType, byte[] bytes) {

    /** The same under another kind or with other bytes. */
    Scan as(String otherKind) {
        return new Scan(otherKind, filename, mediaType, bytes);
    }

    Scan holding(byte[] otherBytes) {
        return new Scan(kind, filename, mediaType, otherBytes);
    }

    Scan named(String otherName) {
        return new Scan(kind, otherName, mediaType, bytes);
    }

    String path() {
        return "/v1/records?kind=" + kind;
    }

    Reply sendTo(Api api) {
        return sendTo(api, BodyPublishers.ofByteArray(bytes));
    }

    Reply sendTo(Api api, BodyPublisher body) {
        return described(api).call("POST", path(), body);
    }

    /** Calls that carry this file's name and type. */
    Api described(Api api) {
        return api.with("Content-Type", mediaType)
                .with("Content-Disposition", "attachment; filename*=UTF-8''" + filename);
    }

    String sha256() {
        return HexFormat.of().formatHex(digest());
    }

    /** As {@code Content-Digest} and {@code Repr-Digest} have it (RFC 9530). */
    String digestField() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(digest()) + ":";
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
