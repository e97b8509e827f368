package cn.mejene.records.format;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes small valid files of every format but DICOM. Stateless; the same call gives the same bytes. */
final class Samples {
    static final String CUBE_HEADER = "element vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
            + "element face 1\nproperty list uchar int vertex_indices\nend_header\n";

    private Samples() {}

    static byte[] binaryStl(String header, int facets) {
        var buffer = ByteBuffer.allocate(84 + 50 * facets).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(text(header)).position(80);
        buffer.putInt(facets);
        var random = new Random(7);
        for (var i = 0; i < facets; i++) {
            for (var j = 0; j < 12; j++) {
                buffer.putFloat(random.nextFloat() * 100 - 50);
            }
            buffer.putShort((short) 0);
        }
        return buffer.array();
    }

    static String facet(String number) {
        return "facet normal 0 0 1\n outer loop\n  vertex 0 0 " + number
                + "\n  vertex 1.5e1 0 0\n  vertex -0.5 +1. .25E-3\n endloop\nendfacet\n";
    }

    static byte[] asciiStl(String body) {
        return text("solid a scan\n" + body + "endsolid a scan\n");
    }

    static byte[] asciiPly(String body) {
        return text("ply\nformat ascii 1.0\ncomment made by a test\n" + CUBE_HEADER + body);
    }

    /** Three vertices and a face. */
    static byte[] binaryPly(ByteOrder order) {
        return binaryPly(order, 1f);
    }

    static byte[] binaryPly(ByteOrder order, float coordinate) {
        var format = order == ByteOrder.BIG_ENDIAN ? "binary_big_endian" : "binary_little_endian";
        var body = ByteBuffer.allocate(3 * 12 + 13).order(order);
        for (var i = 0; i < 9; i++) {
            body.putFloat(i == 8 ? coordinate : i);
        }
        body.put((byte) 3).putInt(0).putInt(1).putInt(2);
        return join(text("ply\nformat " + format + " 1.0\n" + CUBE_HEADER), body.array());
    }

    static byte[] picture(String format) {
        var image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        var random = new Random(3);
        for (var i = 0; i < 40 * 30; i++) {
            image.setRGB(i % 40, i / 40, random.nextInt());
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] pdf(String end) {
        return text("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n0000000000 65535 f \n"
                + "trailer\n<< /Root 1 0 R >>\n" + end);
    }

    static byte[] text(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] cut(byte[] content, int length) {
        return Arrays.copyOf(content, length);
    }
}
