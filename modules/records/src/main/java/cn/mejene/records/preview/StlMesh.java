package cn.mejene.records.preview;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The triangles of an STL file that its inspector has let pass. */
final class StlMesh {
    private static final int HEADER = 84;
    private static final int TRIANGLE = 50;

    private StlMesh() {}

    static Mesh of(String format, byte[] content) {
        return format.equals("stl-binary")
                ? triangles -> binary(content, triangles)
                : triangles -> text(content, triangles);
    }

    private static void binary(byte[] content, Mesh.Triangles triangles) {
        var bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        var corners = new float[9];
        for (int at = HEADER; at + TRIANGLE <= content.length; at += TRIANGLE) {
            for (int i = 0; i < 9; i++) {
                corners[i] = bytes.getFloat(at + 12 + 4 * i);
            }
            triangles.triangle(corners);
        }
    }

    private static void text(byte[] content, Mesh.Triangles triangles) {
        var words = new Words(content, 0);
        var corners = new float[9];
        int known = 0;
        while (words.hasNext()) {
            if (words.next().equals("vertex")) {
                for (int i = 0; i < 3; i++) {
                    corners[known++] = Float.parseFloat(words.next());
                }
                if (known == 9) {
                    triangles.triangle(corners);
                    known = 0;
                }
            }
        }
    }
}
