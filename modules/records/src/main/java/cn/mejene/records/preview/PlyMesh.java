package cn.mejene.records.preview;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The triangles of a PLY file that its inspector has let pass; a cloud of points has none and is shown by its points. */
final class PlyMesh implements Mesh {
    private static final int MOST_VERTICES = 8_000_000;

    private final List<Element> elements = new ArrayList<>();
    private final byte[] content;
    private String format = "";
    private int body;
    private float[] vertices = {};

    /** @param count type of a list's length, empty for a single number */
    private record Property(String name, String type, String count) {}

    private record Element(String name, int rows, List<Property> properties) {}

    /** Reads one number after the other. */
    private interface Numbers {
        double next(String type);
    }

    PlyMesh(byte[] content) {
        this.content = content;
        readHeader();
        pass((corners) -> {}, true);
    }

    private void readHeader() {
        int at = 0;
        var line = "";
        while (!line.equals("end_header")) {
            int end = at;
            while (content[end] != '\n') {
                end++;
            }
            line = new String(content, at, end - at, StandardCharsets.ISO_8859_1).strip();
            at = end + 1;
            var words = List.of(line.split("[ \t]+", -1));
            switch (words.getFirst()) {
                case "format" -> format = words.get(1);
                case "element" ->
                    elements.add(new Element(words.get(1), Integer.parseInt(words.get(2)), new ArrayList<>()));
                case "property" -> elements.getLast().properties().add(property(words));
                default -> {}
            }
        }
        body = at;
    }

    private static Property property(List<String> words) {
        return words.get(1).equals("list")
                ? new Property(words.get(4), words.get(3), words.get(2))
                : new Property(words.get(2), words.get(1), "");
    }

    @Override
    public void each(Triangles triangles) {
        if (elements.stream().noneMatch(e -> e.name().equals("face") && e.rows() > 0)) {
            points(triangles);
        } else {
            pass(triangles, false);
        }
    }

    private void points(Triangles triangles) {
        var corners = new float[9];
        for (int v = 0; v + 3 <= vertices.length; v += 3) {
            for (int i = 0; i < 9; i++) {
                corners[i] = vertices[v + i % 3];
            }
            triangles.triangle(corners);
        }
    }

    /** Goes through the body; the first time for the vertices, then for the faces. */
    private void pass(Triangles triangles, boolean first) {
        var numbers = numbers();
        for (var element : elements) {
            if (element.name().equals("vertex")) {
                vertices(element, numbers, first);
            } else {
                rows(element, numbers, first ? corners -> {} : triangles);
            }
            if (first && element.name().equals("vertex")) {
                return;
            }
        }
    }

    private void vertices(Element element, Numbers numbers, boolean keep) {
        if (element.rows() > MOST_VERTICES) {
            throw Previews.unavailable();
        }
        if (keep) {
            vertices = new float[element.rows() * 3];
        }
        for (int row = 0; row < element.rows(); row++) {
            for (var property : element.properties()) {
                int axis = "xyz".indexOf(property.name());
                double value = value(property, numbers);
                if (keep && axis >= 0 && property.name().length() == 1) {
                    vertices[row * 3 + axis] = (float) value;
                }
            }
        }
    }

    private static double value(Property property, Numbers numbers) {
        if (property.count().isEmpty()) {
            return numbers.next(property.type());
        }
        for (int left = (int) numbers.next(property.count()); left > 0; left--) {
            numbers.next(property.type());
        }
        return 0;
    }

    private void rows(Element element, Numbers numbers, Triangles triangles) {
        boolean faces = element.name().equals("face");
        for (int row = 0; row < element.rows(); row++) {
            for (var property : element.properties()) {
                if (faces && property.name().startsWith("vertex_ind")) {
                    face(property, numbers, triangles);
                } else {
                    value(property, numbers);
                }
            }
        }
    }

    /** A fan of triangles around the first corner. */
    private void face(Property property, Numbers numbers, Triangles triangles) {
        int count = (int) numbers.next(property.count());
        var corners = new float[9];
        for (int i = 0; i < count; i++) {
            int vertex = 3 * (int) numbers.next(property.type());
            int place = Math.min(i, 2) * 3;
            if (i > 2) {
                System.arraycopy(corners, 6, corners, 3, 3);
            }
            System.arraycopy(vertices, vertex, corners, place, 3);
            if (i >= 2) {
                triangles.triangle(corners);
            }
        }
    }

    private Numbers numbers() {
        if (format.equals("ascii")) {
            var words = new Words(content, body);
            return type -> Double.parseDouble(words.next());
        }
        var bytes = ByteBuffer.wrap(content)
                .position(body)
                .order(format.equals("binary_big_endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return type -> number(bytes, type);
    }

    private static double number(ByteBuffer bytes, String type) {
        return switch (type) {
            case "char", "int8" -> bytes.get();
            case "uchar", "uint8" -> bytes.get() & 0xff;
            case "short", "int16" -> bytes.getShort();
            case "ushort", "uint16" -> bytes.getShort() & 0xffff;
            case "int", "int32" -> bytes.getInt();
            case "uint", "uint32" -> bytes.getInt() & 0xffffffffL;
            case "float", "float32" -> bytes.getFloat();
            default -> bytes.getDouble();
        };
    }
}
