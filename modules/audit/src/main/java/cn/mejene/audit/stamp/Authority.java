package cn.mejene.audit.stamp;

import cn.mejene.kernel.ModuleContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/** Asks for a time stamp and believes none that does not hold (RFC 3161 over HTTP). Virtual threads only. */
final class Authority {
    private static final int NONCE_BITS = 64;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int LARGEST = 65_536;

    private final URI endpoint;
    private final WebClient client;
    private final StampVerifier verifier;
    private final SecureRandom random = new SecureRandom();

    Authority(ModuleContext context, TimeStampConfig config, StampVerifier verifier) {
        this.endpoint = config.endpoint();
        this.verifier = verifier;
        this.client = context.outbound()
                .toOwn(
                        "modules.audit.timeStamps",
                        endpoint,
                        config.region(),
                        new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout(CONNECT_MILLIS));
    }

    /**
     * The authority's response, verified.
     *
     * @throws IOException when there is none that is of use
     */
    byte[] stamp(byte[] content) throws IOException {
        var generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        var request = generator.generate(
                NISTObjectIdentifiers.id_sha256, StampVerifier.sha256(content), new BigInteger(NONCE_BITS, random));
        var answer = client.postAbs(endpoint.toString())
                .putHeader("Content-Type", "application/timestamp-query")
                .timeout(PATIENCE_MILLIS)
                .sendBuffer(Buffer.buffer(request.getEncoded()))
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .await();
        if (answer.statusCode() != 200 || answer.body() == null || answer.body().length() > LARGEST) {
            throw new IOException("answered " + answer.statusCode());
        }
        try {
            var response = new TimeStampResponse(answer.body().getBytes());
            response.validate(request);
            verifier.verify(response.getEncoded(), content);
            return response.getEncoded();
        } catch (TSPException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
