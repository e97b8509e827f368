package cn.mejene.chaos.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * A binary STL that can be made again from its seed, with a word in its head and in every 64 KiB. Immutable.
 *
 * @param triangles how many; each is 50 bytes
 * @param word at most 30 ASCII letters to look for afterwards
 */
public record Scan(int triangles, long seed, String word) {
    private static final int HEAD = 84;
    private static final int COUNT_AT = 80;
    private static final int TRIANGLE = 50;
    /** Twelve floats, which ASCII letters are, too: finite ones. */
    private static final int FLOATS = 48;

    private static final int WORD_EVERY = (64 << 10) / TRIANGLE;

    public Scan(int triangles, long seed) {
        this(triangles, seed, "scan");
    }

    /** Bytes of the file. */
    public int size() {
        return HEAD + TRIANGLE * triangles;
    }

    public byte[] bytes() {
        var random = new Random(seed);
        var out = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
        out.put((word + " chaos-" + seed).getBytes(StandardCharsets.US_ASCII))
                .position(COUNT_AT)
                .putInt(triangles);
        for (int triangle = 0; triangle < triangles; triangle++) {
            if (triangle % WORD_EVERY == 0) {
                out.put(marker(triangle));
            } else {
                for (int i = 0; i < FLOATS / Float.BYTES; i++) {
                    out.putFloat(random.nextFloat() * 100);
                }
            }
            out.putShort((short) 0);
        }
        return out.array();
    }

    private byte[] marker(int triangle) {
        var text = word + "-" + seed % 1_000_000 + "-" + triangle;
        return (text + "#".repeat(FLOATS - text.length())).getBytes(StandardCharsets.US_ASCII);
    }

    public boolean equalsBytes(byte[] other) {
        return Arrays.equals(bytes(), other);
    }

    /** As a clinic or a member sends it. */
    public Request upload() {
        return Request.of("upload", "POST", "/v1/records?kind=oral-scan")
                .with("Content-Type", "model/stl")
                .with("Content-Disposition", "attachment; filename*=UTF-8''scan.stl")
                .body(bytes())
                .streamed();
    }
}
