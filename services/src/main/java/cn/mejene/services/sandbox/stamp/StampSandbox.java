package cn.mejene.services.sandbox.stamp;

import cn.mejene.services.sandbox.Stand;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** An authority of time stamps (RFC 3161) at {@code POST /tsa}, by the real clock. Confined to the event loop. */
public final class StampSandbox implements Stand {
    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.13762.3");
    private static final long BODY_LIMIT = 8 * 1024;

    private final StampKeys keys;
    private final InstantSource clock;
    private final AtomicLong serial = new AtomicLong(1);

    public StampSandbox(StampKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        router.post("/tsa")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .handler(this::serve);
    }

    private void serve(RoutingContext context) {
        var type = String.valueOf(context.request().getHeader("Content-Type"));
        if (!type.equals("application/timestamp-query")) {
            context.response().setStatusCode(415).end();
            return;
        }
        try {
            var request = new TimeStampRequest(context.body().buffer().getBytes());
            var generator = new TimeStampResponseGenerator(tokens(), TSPAlgorithms.ALLOWED);
            var made = generator.generate(
                    request, BigInteger.valueOf(serial.getAndIncrement()), Date.from(clock.instant()));
            context.response()
                    .putHeader("Content-Type", "application/timestamp-reply")
                    .end(Buffer.buffer(made.getEncoded()));
        } catch (IOException | TSPException | OperatorCreationException | GeneralSecurityException e) {
            context.response().setStatusCode(400).end();
        }
    }

    private TimeStampTokenGenerator tokens() throws OperatorCreationException, GeneralSecurityException, TSPException {
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var generator = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", keys.key(), keys.certificate()),
                digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                POLICY);
        generator.addCertificates(new JcaCertStore(List.of(keys.certificate())));
        return generator;
    }
}
