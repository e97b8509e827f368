package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * Checks a PNG's chunks (W3C PNG, 5): header first, dimensions within limits, every checksum right, picture data
 * present, the end chunk last. Unpacks nothing.
 */
final class PngInspector implements ContentInspector {
    private static final int SIGNATURE = 8;
    private static final int CHUNK_HEADER = 8;
    private static final int CHECKSUM = 4;
    private static final int IHDR = 13;

    private enum Step {
        SIGNATURE,
        HEADER,
        IHDR,
        DATA,
        CHECKSUM,
        END
    }

    private final OptionalLong length;
    private final Gather gather = new Gather(IHDR);
    private final CRC32 crc = new CRC32();
    private Step step = Step.SIGNATURE;
    private String type = "";
    private long dataLeft;
    private long pictureBytes;
    private long seen;

    PngInspector(OptionalLong length) {
        this.length = length;
    }

    @Override
    public void inspect(byte[] bytes, int offset, int size) {
        var chunk = new Chunk(bytes, offset, size);
        while (!chunk.isEmpty()) {
            var from = chunk.at();
            step(chunk);
            seen += chunk.at() - from;
        }
    }

    @Override
    public String finish(long size) {
        if (step != Step.END) {
            throw Refusal.damaged("The PNG has no end.");
        }
        return "png";
    }

    private void step(Chunk chunk) {
        switch (step) {
            case SIGNATURE -> {
                if (gather.fill(chunk, SIGNATURE)) {
                    enter(Step.HEADER);
                }
            }
            case HEADER -> header(chunk);
            case IHDR -> ihdr(chunk);
            case DATA -> data(chunk);
            case CHECKSUM -> checksum(chunk);
            case END -> throw Refusal.damaged("Something follows the end of the PNG.");
        }
    }

    private void header(Chunk chunk) {
        if (!gather.fill(chunk, CHUNK_HEADER)) {
            return;
        }
        var first = type.isEmpty();
        type = gather.text(4, CHUNK_HEADER);
        dataLeft = gather.u32(0, true);
        var tooLong =
                dataLeft > Integer.MAX_VALUE || (length.isPresent() && dataLeft > length.getAsLong() - seen - CHECKSUM);
        if (!type.chars().allMatch(PngInspector::isLetter) || tooLong || first != type.equals("IHDR")) {
            throw Refusal.damaged("The PNG's chunks are broken.");
        }
        if ((first && dataLeft != IHDR) || (type.equals("IEND") && dataLeft != 0)) {
            throw Refusal.damaged("The PNG's chunks are broken.");
        }
        pictureBytes += type.equals("IDAT") ? dataLeft : 0;
        crc.reset();
        crc.update(type.getBytes(StandardCharsets.US_ASCII));
        enter(first ? Step.IHDR : dataLeft > 0 ? Step.DATA : Step.CHECKSUM);
    }

    private void ihdr(Chunk chunk) {
        if (!gather.fill(chunk, IHDR)) {
            return;
        }
        Picture.require(gather.u32(0, true), gather.u32(4, true));
        var depth = gather.u8(8);
        var known =
                switch (gather.u8(9)) {
                    case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
                    case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                    case 2, 4, 6 -> depth == 8 || depth == 16;
                    default -> false;
                };
        if (!known || gather.u8(10) != 0 || gather.u8(11) != 0 || gather.u8(12) > 1) {
            throw Refusal.damaged("The PNG describes a picture that cannot be.");
        }
        crc.update(gather.bytes(), 0, IHDR);
        enter(Step.CHECKSUM);
    }

    private void data(Chunk chunk) {
        var from = chunk.at();
        var taken = chunk.skip(dataLeft);
        crc.update(chunk.bytes(), from, taken);
        dataLeft -= taken;
        if (dataLeft == 0) {
            enter(Step.CHECKSUM);
        }
    }

    private void checksum(Chunk chunk) {
        if (!gather.fill(chunk, CHECKSUM)) {
            return;
        }
        if (gather.u32(0, true) != crc.getValue()) {
            throw Refusal.damaged("A checksum of the PNG is wrong.");
        }
        var last = type.equals("IEND");
        if (last && pictureBytes == 0) {
            throw Refusal.damaged("The PNG holds no picture.");
        }
        enter(last ? Step.END : Step.HEADER);
    }

    private void enter(Step next) {
        gather.clear();
        step = next;
    }

    private static boolean isLetter(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
