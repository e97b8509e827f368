package cn.mejene.records.preview;

import cn.mejene.kernel.Problem;
import cn.mejene.records.watermark.Canvas;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/**
 * Draws pictures in a process of its own, one after the other, until its input ends. A content that asks for more memory
 * or time than there is ends this process and nothing else; contents come and go through pipes, never over a disk.
 */
public final class PictureProgram {
    static final int DRAWN = 0;
    static final int NO_PAGE = 1;
    static final int UNAVAILABLE = 2;

    private PictureProgram() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        ImageIO.setUseCache(false);
        var in = new DataInputStream(new BufferedInputStream(System.in));
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // What a library prints must not come between the answers.
        System.setOut(System.err);
        while (true) {
            try {
                answer(in, out);
            } catch (EOFException e) {
                return;
            }
        }
    }

    private static void answer(DataInputStream in, DataOutputStream out) throws IOException {
        var format = in.readUTF();
        int page = in.readInt();
        var content = new byte[in.readInt()];
        in.readFully(content);
        try {
            write(out, Canvas.fit(Previews.picture(format, content, page)));
        } catch (Problem e) {
            out.writeByte(e.status() == 404 ? NO_PAGE : UNAVAILABLE);
        } finally {
            Arrays.fill(content, (byte) 0);
            out.flush();
        }
    }

    private static void write(DataOutputStream out, BufferedImage picture) throws IOException {
        int width = picture.getWidth();
        int height = picture.getHeight();
        out.writeByte(DRAWN);
        out.writeInt(width);
        out.writeInt(height);
        for (int rgb : picture.getRGB(0, 0, width, height, null, 0, width)) {
            out.writeInt(rgb);
        }
    }
}
