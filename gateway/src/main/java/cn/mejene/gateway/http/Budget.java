package cn.mejene.gateway.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * What one caller may still do: as this node has counted, and, where there is a cluster, as all nodes have. Thread-safe.
 * Who has used up the whole limit on this node alone is refused without asking the cluster, so that a flood stays here.
 *
 * @param own as full as the cluster's at least; decides alone where the cluster does not
 */
record Budget(Bucket own, @Nullable SharedBucket shared) {

    /** Takes one token, unless there is none; never fails. */
    Future<ConsumptionProbe> take(Vertx vertx, @Nullable SharedBuckets cluster) {
        var counted = own.tryConsumeAndReturnRemaining(1);
        if (!counted.isConsumed() || cluster == null || shared == null) {
            return Future.succeededFuture(counted);
        }
        return cluster.take(vertx, shared, counted).map(decided -> {
            if (!decided.isConsumed()) {
                own.addTokens(1);
            }
            return decided;
        });
    }
}
