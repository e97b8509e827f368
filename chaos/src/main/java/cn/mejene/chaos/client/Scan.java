package cn.mejene.chaos.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * A binary STL that can be made again from its seed, with a marker in its head. Immutable.
 *
 * @param triangles how many; each is 50 bytes
 */
public record Scan(int triangles, long seed) {
    private static final int HEAD = 84;
    private static final int COUNT_AT = 80;
    private static final int TRIANGLE = 50;

    public byte[] bytes() {
        var random = new Random(seed);
        var out = ByteBuffer.allocate(HEAD + TRIANGLE * triangles).order(ByteOrder.LITTLE_ENDIAN);
        out.put(("scan chaos-" + seed).getBytes(StandardCharsets.US_ASCII))
                .position(COUNT_AT)
                .putInt(triangles);
        while (out.hasRemaining()) {
            for (int i = 0; i < 12; i++) {
                out.putFloat(random.nextFloat() * 100);
            }
            out.putShort((short) 0);
        }
        return out.array();
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
