package cn.mejene.vault;

import cn.mejene.kernel.stream.BlobReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A content whose bytes are all there but which is not kept yet.
 *
 * @param of the owner's ids of what it is made of, in order; each a run of kept parts
 * @param last a published blob behind them that has not been kept; null when there is none
 * @param lastSize its bytes
 */
public record Draft(List<String> of, @Nullable BlobReference last, long lastSize) {
    public Draft {
        of = List.copyOf(of);
    }
}
