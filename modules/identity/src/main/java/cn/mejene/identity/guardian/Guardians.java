package cn.mejene.identity.guardian;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.identity.guardian.GuardianGrant.Evidence;
import cn.mejene.identity.guardian.GuardianProof.Verified;
import cn.mejene.identity.guardian.GuardianRepository.Verification;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure of guardians, by one of six methods, and records their consent (policy VI). A child's own number proves no
 * guardian. Virtual threads only.
 */
public final class Guardians {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final ModuleContext context;
    private final CodeService codes;
    private final PhoneNumbers numbers;
    private final Accounts accounts;
    private final GuardianRepository repository = new GuardianRepository();

    /** What the platform knows of whoever has a number. */
    @FunctionalInterface
    public interface Accounts {
        Known of(AddressIndex phone);
    }

    /** Whether a number has an account in use, and of whom. */
    public enum Known {
        NOBODY,
        OF_AGE,
        NOT_OF_AGE
    }

    /**
     * @param adult that she is of age by what was shown
     * @param realName that name and person were compared with a document or a registration of the real name
     */
    private record Finding(
            GuardianMethod method,
            String childPhone,
            String name,
            String phone,
            String relationship,
            boolean adult,
            boolean realName,
            String evidenceSha256) {
        @Override
        public String toString() {
            return "Finding[" + method + "]";
        }
    }

    private record Referred(String reference) {}

    public Guardians(ModuleContext context, CodeService codes, PhoneNumbers numbers, Accounts accounts) {
        this.context = context;
        this.codes = codes;
        this.numbers = numbers;
        this.accounts = accounts;
    }

    /**
     * Makes sure of a guardian, before the transaction that needs her.
     *
     * @param child the child's own number
     * @throws Problem 422 {@code guardian-same-phone}; 403 {@code guardian-not-verified}, also for the number of a minor's
     *     account; 401 {@code code-invalid}
     */
    public GuardianProof prove(Call call, GuardianGrant grant, AddressIndex child) {
        return grant.method().isImmediate() ? byCode(grant, child) : byReference(call, grant, child);
    }

    private GuardianProof byCode(GuardianGrant grant, AddressIndex child) {
        var evidence = grant.evidence();
        evidence.requireAdult();
        var number = numbers.read(Evidence.required(evidence.phone(), "phone"));
        var index = AddressIndex.of(keyRing(), number);
        requireOther(index, child);
        var guardian = new Guardian(
                Evidence.required(evidence.name(), "name"),
                number.e164(),
                Evidence.required(evidence.relationship(), "relationship"));
        var requestId = Evidence.required(evidence.requestId(), "requestId");
        codes.check(requestId, index, CodePurpose.GUARDIAN, Evidence.required(evidence.code(), "code"));
        var known = requireOfAge(index);
        if (grant.method() == GuardianMethod.ACCOUNT && known != Known.OF_AGE) {
            throw notVerified();
        }
        return new GuardianProof(grant.method(), guardian, index, requestId, null);
    }

    private GuardianProof byReference(Call call, GuardianGrant grant, AddressIndex child) {
        var reference = Evidence.required(grant.evidence().reference(), "reference");
        var found = repository
                .unused(context.database(), reference, child, grant.method())
                .orElseThrow(Guardians::notVerified);
        var access = Access.system(
                "identity", reference, Action.READ, Resource.of("guardian"), "authentication", call.traceId());
        var guardian = keyRing()
                .open(access, call.operation())
                .value(Guardian.verificationPlace(reference), found.guardian().getBytes(), Guardian.class);
        var verified = new Verified(reference, found.evidenceSha256(), found.verifiedBy());
        return new GuardianProof(grant.method(), guardian, null, null, verified);
    }

    /** Records the consent for this child, and uses up what proved it. */
    public void record(Tx tx, String member, GuardianProof proof) {
        var requestId = proof.requestId();
        if (requestId != null && proof.phone() != null) {
            codes.use(tx, requestId, proof.phone());
        }
        var verified = proof.verified();
        var now = context.clock().instant();
        if (verified != null && !repository.use(tx, verified.reference(), now)) {
            throw notVerified();
        }
        var sealed = Buffer.buffer(keyRing().seal(Guardian.place(member), proof.guardian()));
        if (!repository.insert(tx, member, proof, sealed, now)) {
            throw Problem.conflict("guardian-known", "A guardian has consented already.");
        }
    }

    /**
     * A child's new number must not be the guardian's either.
     *
     * @throws Problem 422 {@code guardian-same-phone}
     */
    public void requireOthers(Call call, String member, AddressIndex phone) {
        phone(call, member).ifPresent(guardian -> requireOther(guardian, phone));
    }

    /**
     * Returns when the guardian of the calling child has said yes by a code to her own number.
     *
     * @throws Problem 403 {@code guardian-code-required}, 401 {@code code-invalid}
     */
    public void requireCode(Call call, String member, GuardianCode presented) {
        var requestId = presented.requestId();
        var code = presented.code();
        if (requestId == null || code == null) {
            throw Problem.of(403, "guardian-code-required", "Under 14 years of age the guardian decides, by a code.");
        }
        var index = phone(call, member).orElseThrow(CodeService::invalid);
        codes.check(requestId, index, CodePurpose.GUARDIAN, code);
        context.database().run(tx -> codes.use(tx, requestId, index));
    }

    /** The number of the guardian who consented for the calling child. */
    private Optional<AddressIndex> phone(Call call, String member) {
        return repository.find(context.database(), member).map(kept -> {
            var access = Access.own(call.principal(), Action.READ, Resource.of("guardian"), call.traceId());
            var guardian = keyRing()
                    .open(access, call.operation())
                    .value(Guardian.place(member), kept.getBytes(), Guardian.class);
            return AddressIndex.of(keyRing(), numbers.read(guardian.phone()));
        });
    }

    public boolean has(Tx tx, String member) {
        return repository.exists(tx, member);
    }

    /** Forgets who consented for a child that is erased. */
    public void forget(Tx tx, String member) {
        var gone = repository.delete(tx, member);
        tx.afterCommit(() -> gone.forEach(proof -> keyRing().destroy(proof.getBytes())));
    }

    /** Support has made sure of a guardian; what was seen or heard is named by its digest and kept nowhere here. */
    public Answer verify(Call call, Tx tx) {
        var finding = call.body(Finding.class);
        if (finding.method().isImmediate()) {
            throw Problem.invalid("/method", "enum", "This method needs no help.");
        }
        if (!finding.adult() || !finding.realName()) {
            throw Problem.invalid(
                    finding.adult() ? "/realName" : "/adult",
                    "const",
                    "A guardian is of age and known by her real name.");
        }
        if (!SHA256.matcher(finding.evidenceSha256()).matches()) {
            throw Problem.invalid("/evidenceSha256", "pattern", "Evidence is named by its SHA-256.");
        }
        var child = AddressIndex.of(keyRing(), numbers.read(finding.childPhone()));
        var number = numbers.read(finding.phone());
        var index = AddressIndex.of(keyRing(), number);
        requireOther(index, child);
        requireOfAge(index);
        var reference = Ids.make("gvf");
        var guardian = new Guardian(
                Evidence.required(finding.name(), "name"),
                number.e164(),
                Evidence.required(finding.relationship(), "relationship"));
        var sealed = Buffer.buffer(keyRing().seal(Guardian.verificationPlace(reference), guardian));
        var digest = Buffer.buffer(HexFormat.of().parseHex(finding.evidenceSha256()));
        var verification =
                new Verification(reference, sealed, digest, call.principal().id());
        repository.insertVerification(
                tx, verification, child, finding.method(), context.clock().instant());
        log(call, tx, reference);
        return Answer.created(new Referred(reference));
    }

    private void log(Call call, Tx tx, String reference) {
        var access = new Access(
                call.principal(),
                reference,
                Action.WRITE,
                Resource.of("guardian", reference),
                "authentication",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    public void sweep() {
        context.database().run(tx -> {
            var gone = repository.deleteVerificationsBefore(
                    tx, context.clock().instant().minus(KEPT));
            tx.afterCommit(() -> gone.forEach(proof -> keyRing().destroy(proof.getBytes())));
        });
    }

    private static void requireOther(@Nullable AddressIndex guardian, AddressIndex child) {
        if (child.equals(guardian)) {
            throw Problem.of(422, "guardian-same-phone", "A guardian has another number than the child.");
        }
    }

    /** Whoever says here that she is a minor is nobody's guardian. */
    private Known requireOfAge(AddressIndex guardian) {
        var known = accounts.of(guardian);
        if (known == Known.NOT_OF_AGE) {
            throw notVerified();
        }
        return known;
    }

    private static Problem notVerified() {
        return Problem.of(403, "guardian-not-verified", "The guardian could not be verified this way.");
    }

    private KeyRing keyRing() {
        return context.port(KeyRing.class);
    }
}
