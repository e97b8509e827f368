package cn.mejene.vault;

import cn.mejene.kernel.config.Secret;
import cn.mejene.vault.store.S3Config;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An S3-compatible store in memory, with one bucket, that notes which ranges were read. */
public final class S3Server implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public static final String BUCKET = "sealed";
    public static final String SECRET = "a-secret-of-a-test";

    private final Watched blobs = new Watched();
    private final S3Proxy proxy;

    public S3Server() {
        this(0);
    }

    private S3Server(int port) {
        blobs.createContainer(BUCKET);
        proxy = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, "test", SECRET)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy does not start", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    public S3Config config() {
        return config(SECRET);
    }

    /** @param secret that is shown, right or wrong */
    public S3Config config(String secret) {
        return new S3Config(
                endpoint(),
                "cn-north-1",
                BUCKET,
                "mejene/",
                true,
                new Secret("test"),
                new Secret(secret),
                PATIENCE,
                null);
    }

    /** The ranges read so far, as they were asked for. */
    public List<String> ranges() {
        return List.copyOf(blobs.ranges);
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy does not stop", e);
        }
    }

    private static final class Watched extends ForwardingBlobStore {
        private final List<String> ranges = new CopyOnWriteArrayList<>();

        Watched() {
            super(new TransientNio2BlobStore());
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            ranges.add(request.range());
            return super.getBlob(request);
        }
    }
}
