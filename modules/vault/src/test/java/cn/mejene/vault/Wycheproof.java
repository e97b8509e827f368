package cn.mejene.vault;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/** Project Wycheproof's published vectors, read from the tests' resources. */
public record Wycheproof(JsonObject vector) {
    private static final HexFormat HEX = HexFormat.of();

    /** The vectors of one file, in its order. */
    public static List<Wycheproof> of(String file) {
        try (var stream = Wycheproof.class.getResourceAsStream("/wycheproof/" + file)) {
            return Buffer.buffer(stream.readAllBytes()).toJsonObject().getJsonArray("tests").stream()
                    .map(test -> new Wycheproof((JsonObject) test))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field's bytes. */
    public byte[] bytes(String name) {
        return HEX.parseHex(vector.getString(name));
    }

    /** Several fields' bytes, one after the other. */
    public byte[] bytes(String first, String... more) {
        var text = new StringBuilder(vector.getString(first));
        for (var name : more) {
            text.append(vector.getString(name));
        }
        return HEX.parseHex(text);
    }

    /** A field that is a number. */
    public int number(String name) {
        return vector.getInteger(name);
    }

    /** Whether the vector is published as one to accept. */
    public boolean isValid() {
        return "valid".equals(vector.getString("result"));
    }

    @Override
    public String toString() {
        return vector.getInteger("tcId") + " " + vector.getString("comment", "");
    }
}
