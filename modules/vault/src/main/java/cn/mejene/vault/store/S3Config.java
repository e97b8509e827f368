package cn.mejene.vault.store;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * One bucket of an S3-compatible store.
 *
 * @param endpoint address of the store; absent for AWS itself
 * @param region e.g. {@code cn-north-1}; in production one of the mainland
 * @param prefix what every key begins with, {@code ""} or ending in {@code /}
 * @param pathStyle whether the bucket stands in the path and not in the host name
 * @param timeout of one try of one request, parts of 5 MiB included; 30 seconds unless said
 * @param connections most connections of this node; 64 unless said
 */
public record S3Config(
        @Nullable URI endpoint,
        String region,
        String bucket,
        @Nullable String prefix,
        boolean pathStyle,
        Secret accessKeyId,
        Secret secretAccessKey,
        @Nullable Duration timeout,
        @Nullable Integer connections) {
    public S3Config {
        Required.field("region", region);
        Required.field("bucket", bucket);
        Required.field("accessKeyId", accessKeyId);
        Required.field("secretAccessKey", secretAccessKey);
        if (prefix != null && !prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new ConfigException("prefix must end with a slash");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new ConfigException("timeout must be positive");
        }
        if (connections != null && connections < 1) {
            throw new ConfigException("connections must be at least 1");
        }
    }

    /** The host that every request goes to, or that stands behind the bucket's name in theirs. */
    String host() {
        if (endpoint != null) {
            return endpoint.getHost();
        }
        var aws = Region.of(region);
        return "s3." + region + "." + aws.metadata().partition().dnsSuffix();
    }

    String keyPrefix() {
        return (prefix == null ? "" : prefix) + "blobs/";
    }

    Duration timeLimit() {
        return timeout == null ? Duration.ofSeconds(30) : timeout;
    }

    int mostConnections() {
        return connections == null ? 64 : connections;
    }
}
