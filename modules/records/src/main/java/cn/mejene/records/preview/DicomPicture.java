package cn.mejene.records.preview;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The picture in a DICOM file: uncompressed little-endian pixels of 8 or 16 bits, monochrome or RGB, or JPEG baseline.
 * Reads the few elements it needs; other transfer syntaxes are refused.
 */
final class DicomPicture {
    private static final String IMPLICIT = "1.2.840.10008.1.2";
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final String JPEG_BASELINE = "1.2.840.10008.1.2.4.50";
    private static final Set<String> LONG_FORM =
            Set.of("OB", "OD", "OF", "OL", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");
    private static final int PIXELS = 0x7fe00010;
    private static final long UNDEFINED = 0xffffffffL;

    private final ByteBuffer bytes;
    private final Map<Integer, byte[]> values = new HashMap<>();
    private final List<byte[]> fragments = new ArrayList<>();
    private String syntax = EXPLICIT;
    private int pixelsAt = -1;
    private boolean signed;
    private double slope;
    private double intercept;

    DicomPicture(byte[] content) {
        bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(132);
        read(content);
    }

    private void read(byte[] content) {
        while (bytes.remaining() >= 8 && pixelsAt < 0) {
            int group = bytes.getShort(bytes.position()) & 0xffff;
            boolean explicit = group == 2 || !syntax.equals(IMPLICIT);
            int tag = ((bytes.getShort() & 0xffff) << 16) | (bytes.getShort() & 0xffff);
            long length = length(explicit);
            if (tag == PIXELS) {
                pixelsAt = bytes.position();
                if (length == UNDEFINED) {
                    readFragments(content);
                }
            } else if (length == UNDEFINED) {
                skipSequence(explicit);
            } else {
                keep(content, tag, (int) length);
            }
        }
        if (pixelsAt < 0 || !Set.of(IMPLICIT, EXPLICIT, JPEG_BASELINE).contains(syntax)) {
            throw Previews.unavailable();
        }
    }

    private long length(boolean explicit) {
        if (!explicit) {
            return bytes.getInt() & UNDEFINED;
        }
        var vr = "" + (char) bytes.get() + (char) bytes.get();
        if (LONG_FORM.contains(vr)) {
            bytes.getShort();
            return bytes.getInt() & UNDEFINED;
        }
        return bytes.getShort() & 0xffff;
    }

    private void keep(byte[] content, int tag, int length) {
        int from = bytes.position();
        bytes.position(from + length);
        if (length <= 256) {
            var value = new byte[length];
            System.arraycopy(content, from, value, 0, length);
            values.put(tag, value);
            if (tag == 0x00020010) {
                syntax = text(tag);
            }
        }
    }

    /** Passes over a sequence of undefined length, sequences within it too. */
    private void skipSequence(boolean explicit) {
        int depth = 1;
        while (depth > 0) {
            int tag = ((bytes.getShort() & 0xffff) << 16) | (bytes.getShort() & 0xffff);
            if (tag >>> 16 == 0xfffe) {
                long length = bytes.getInt() & UNDEFINED;
                depth += tag == 0xfffee0dd ? -1 : 0;
                if (tag == 0xfffee000 && length != UNDEFINED) {
                    bytes.position(bytes.position() + (int) length);
                }
            } else {
                long length = length(explicit);
                if (length == UNDEFINED) {
                    depth++;
                } else {
                    bytes.position(bytes.position() + (int) length);
                }
            }
        }
    }

    /** The first fragment is a table of places. */
    private void readFragments(byte[] content) {
        boolean table = true;
        while (bytes.remaining() >= 8) {
            bytes.getShort();
            boolean item = (bytes.getShort() & 0xffff) == 0xe000;
            int length = bytes.getInt();
            if (!item) {
                return;
            }
            if (!table) {
                var fragment = new byte[length];
                System.arraycopy(content, bytes.position(), fragment, 0, length);
                fragments.add(fragment);
            }
            table = false;
            bytes.position(bytes.position() + length);
        }
    }

    /** @param number from 1 */
    BufferedImage frame(int number) throws IOException {
        int frames = Math.max(1, (int) decimal(0x00280008, 1));
        if (number > frames) {
            throw Previews.noPage();
        }
        if (syntax.equals(JPEG_BASELINE)) {
            if (fragments.size() != frames) {
                throw Previews.unavailable();
            }
            return Pictures.decode(fragments.get(number - 1));
        }
        int columns = number(0x00280011);
        int rows = number(0x00280010);
        if (columns < 1 || rows < 1 || (long) columns * rows > Previews.MOST_PIXELS) {
            throw Previews.unavailable();
        }
        return number(0x00280002) == 3 ? colour(columns, rows, number) : grey(columns, rows, number);
    }

    private BufferedImage colour(int columns, int rows, int frame) {
        if (number(0x00280006) != 0 || number(0x00280100) != 8) {
            throw Previews.unavailable();
        }
        var image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        int at = pixelsAt + (frame - 1) * columns * rows * 3;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++, at += 3) {
                int rgb = ((bytes.get(at) & 255) << 16) | ((bytes.get(at + 1) & 255) << 8) | (bytes.get(at + 2) & 255);
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private BufferedImage grey(int columns, int rows, int frame) {
        int width = number(0x00280100) / 8;
        if (width != 1 && width != 2) {
            throw Previews.unavailable();
        }
        int from = pixelsAt + (frame - 1) * columns * rows * width;
        signed = number(0x00280103) == 1;
        slope = decimal(0x00281053, 1);
        intercept = decimal(0x00281052, 0);
        double low = Double.MAX_VALUE;
        double high = -Double.MAX_VALUE;
        for (int i = 0; i < columns * rows; i++) {
            double value = value(from + i * width, width);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        if (values.containsKey(0x00281050) && values.containsKey(0x00281051)) {
            double window = Math.max(1, decimal(0x00281051, 1));
            low = decimal(0x00281050, 0) - window / 2;
            high = low + window;
        }
        boolean inverted = text(0x00280004).equals("MONOCHROME1");
        var image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < columns * rows; i++) {
            double share = Math.clamp((value(from + i * width, width) - low) / Math.max(high - low, 1e-9), 0, 1);
            int level = (int) Math.round((inverted ? 1 - share : share) * 255);
            image.setRGB(i % columns, i / columns, level * 0x10101);
        }
        return image;
    }

    private double value(int at, int width) {
        int raw = width == 1
                ? (signed ? bytes.get(at) : bytes.get(at) & 255)
                : (signed ? bytes.getShort(at) : bytes.getShort(at) & 0xffff);
        return raw * slope + intercept;
    }

    private int number(int tag) {
        var value = values.get(tag);
        return value == null || value.length < 2
                ? 0
                : ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
    }

    private String text(int tag) {
        var value = values.get(tag);
        return value == null
                ? ""
                : new String(value, StandardCharsets.US_ASCII)
                        .replace('\0', ' ')
                        .strip();
    }

    /** The first of the element's decimal numbers. */
    private double decimal(int tag, double otherwise) {
        var text = text(tag);
        int end = text.indexOf('\\');
        return text.isEmpty() ? otherwise : Double.parseDouble(end < 0 ? text : text.substring(0, end));
    }
}
