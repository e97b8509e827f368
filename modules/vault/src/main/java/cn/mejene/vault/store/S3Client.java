package cn.mejene.vault.store;

import cn.mejene.vault.seal.IntegrityException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One connection pool to one bucket: the vendor's client with our limits, its futures and failures turned into ours.
 * It follows no redirect, and no request leaves for another host than the configured one. Thread-safe; its owner closes
 * it.
 */
final class S3Client implements AutoCloseable {
    private static final Set<String> FULL = Set.of("QuotaExceeded", "InsufficientStorage", "XMinioStorageFull");
    private static final int TRIES = 3;
    private static final int EVENT_LOOPS = 2;

    private final EventLoopGroup loops = loops();
    private final S3AsyncClient client;
    private final String bucket;
    private final String keyPrefix;

    S3Client(S3Config config) {
        this.bucket = config.bucket();
        this.keyPrefix = config.keyPrefix();
        var builder = S3AsyncClient.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        config.accessKeyId().value(), config.secretAccessKey().value())))
                .forcePathStyle(config.pathStyle())
                // Trailing checksums are what most compatible stores do not understand; parts carry their MD5.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(config.mostConnections())
                        .connectionTimeout(Duration.ofSeconds(3))
                        .connectionAcquisitionTimeout(config.timeLimit())
                        .eventLoopGroup(SdkEventLoopGroup.create(loops, NioSocketChannel::new)))
                .overrideConfiguration(o -> o.apiCallAttemptTimeout(config.timeLimit())
                        .apiCallTimeout(config.timeLimit().multipliedBy(TRIES))
                        .addExecutionInterceptor(new OneHost(config.host()))
                        .retryStrategy(retry -> retry.maxAttempts(TRIES)));
        Optional.ofNullable(config.endpoint()).ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    /** The vendor's client also takes endpoints from its environment. */
    private record OneHost(String host) implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission request, ExecutionAttributes attributes) {
            var asked = request.httpRequest().host();
            if (!asked.equals(host) && !asked.endsWith("." + host)) {
                throw SdkClientException.create("connection refused: not the configured host");
            }
        }
    }

    /** Of the only kind that the vendor's client knows. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup loops() {
        return new io.netty.channel.nio.NioEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("vault-s3", true));
    }

    String bucket() {
        return bucket;
    }

    String key(BlobId id) {
        return keyPrefix + id.value();
    }

    String keyPrefix() {
        return keyPrefix;
    }

    /** The object that a key names, if it names one of ours. */
    Optional<BlobId> id(String key) {
        return key.startsWith(keyPrefix) ? BlobId.ofFileName(key.substring(keyPrefix.length())) : Optional.empty();
    }

    /** Sends one request; the answer comes on the context. */
    <T> Future<T> send(
            io.vertx.core.Context context, BlobId id, Function<S3AsyncClient, CompletableFuture<T>> request) {
        return Future.fromCompletionStage(request.apply(client), context)
                .recover(failure -> Future.failedFuture(understood(failure, id)));
    }

    private static Throwable understood(Throwable failure, BlobId id) {
        var cause = cause(failure);
        return switch (cause) {
            case IntegrityException broken -> broken;
            case S3Exception answer when answer.statusCode() == 404 -> new MissingBlobException(id);
            case S3Exception answer when answer.statusCode() == 416 -> new IntegrityException("object length");
            case S3Exception answer
            when answer.statusCode() == 507 || FULL.contains(code(answer)) -> new StorageFullException(answer);
            default -> new StoreUnavailableException(cause);
        };
    }

    /** The client wraps what went wrong, and may wrap it again. */
    private static Throwable cause(Throwable failure) {
        var cause = failure;
        while ((cause instanceof CompletionException || cause instanceof SdkClientException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String code(S3Exception answer) {
        var details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    @Override
    public void close() {
        client.close();
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
