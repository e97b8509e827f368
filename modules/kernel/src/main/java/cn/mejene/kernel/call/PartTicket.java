package cn.mejene.kernel.call;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leave to send the next bytes of a content that may come in several bodies; it holds no key.
 *
 * @param uploadId the module's own id of the upload
 * @param writer which of the upload's writers this is; a later one has ended it
 * @param blob where the next part goes; null when no bytes are to come
 * @param offset how many bytes of the content count already
 * @param length how many it will have; null while that is not known
 * @param maxBytes most bytes that this body may still add
 * @param partBytes most bytes of one part
 * @param of the module's ids of what the content is made of before this body, in order
 * @param inspector who must accept the content when it is complete; null when it is only a part of another
 * @param access in whose name the content is looked at when it is complete
 */
public record PartTicket(
        String uploadId,
        long writer,
        @Nullable BlobReference blob,
        long offset,
        @Nullable Long length,
        long maxBytes,
        long partBytes,
        List<String> of,
        @Nullable String inspector,
        Access access)
        implements Reply {

    public PartTicket {
        of = List.copyOf(of);
    }
}
