package cn.mejene.identity.support;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.CodeAddress;
import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.member.MemberAddresses;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.MessagePort.Channel;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure of who turned to support by telephone or e-mail: a code goes to the member's own number or address, she
 * tells it to the person of support, who hands it in. Then that person may do for a quarter of an hour what the member
 * asks. Whether anybody was found is not told before. Virtual threads only.
 */
public final class SupportVerifications {
    private static final Duration KEPT = Duration.ofDays(1);

    private final ModuleContext context;
    private final CodeService codes;
    private final MemberAddresses addresses;
    private final long resendAfter;
    private final VerificationRepository repository = new VerificationRepository();

    private record Asked(@Nullable String phone, @Nullable String smileId, String channel, Contact contact) {
        Channel way() {
            return channel.equals("email") ? Channel.EMAIL : Channel.SMS;
        }

        @Override
        public String toString() {
            return "Asked[" + contact + "]";
        }
    }

    private record Sent(String id, long resendAfter) {}

    private record Presented(String code) {
        @Override
        public String toString() {
            return "Presented[***]";
        }
    }

    private record Proved(String memberId, Instant validUntil) {}

    private record Wanted(String verificationId) {}

    private record Subject(@Nullable String memberId) {}

    /** @param resendAfter seconds, the same whether or not a code was sent */
    public SupportVerifications(
            ModuleContext context, CodeService codes, MemberAddresses addresses, Duration resendAfter) {
        this.context = context;
        this.codes = codes;
        this.addresses = addresses;
        this.resendAfter = resendAfter.toSeconds();
    }

    /** Serves {@code identity.begin-support-verification}. */
    public Answer begin(Call call) {
        var asked = call.body(Asked.class);
        var member = member(call, asked);
        var address = member.flatMap(known -> addresses.of(call, known, asked.way()));
        var sent = address.map(found -> codes.send(found, CodePurpose.SUPPORT, call.client()));
        var verification = new Verification(
                Ids.make("svf"),
                member.orElse(null),
                call.principal().id(),
                asked.contact(),
                sent.map(CodeService.Sent::requestId).orElse(null),
                address.map(this::index).orElse(null),
                context.clock().instant(),
                null);
        context.database().run(tx -> {
            repository.insert(tx, verification);
            log(call, tx, verification);
        });
        return Answer.accepted(new Sent(verification.id(), resendAfter));
    }

    private Optional<String> member(Call call, Asked asked) {
        var phone = asked.phone();
        var smileId = asked.smileId();
        if ((phone == null) == (smileId == null)) {
            throw Problem.invalid("/phone", "oneOf", "Either a number or a Smile ID names the member.");
        }
        return phone != null
                ? addresses.memberWithPhone(phone)
                : addresses.memberWithSmileId(call, Objects.requireNonNull(smileId));
    }

    /**
     * Serves {@code identity.redeem-support-verification}.
     *
     * @throws Problem 401 {@code code-invalid}, also where nobody was found
     */
    public Answer redeem(Call call) {
        var verification = own(call, call.path("verificationId"));
        var requestId = verification.requestId();
        var address = verification.address();
        if (requestId == null || address == null || verification.member() == null) {
            throw CodeService.invalid();
        }
        codes.check(
                requestId,
                address,
                CodePurpose.SUPPORT,
                call.body(Presented.class).code());
        var now = context.clock().instant();
        context.database().run(tx -> {
            codes.use(tx, requestId, address);
            if (!repository.prove(tx, verification.id(), now)) {
                throw CodeService.invalid();
            }
            log(call, tx, verification);
        });
        return Answer.ok(new Proved(verification.member(), now.plus(Verification.HOLDS)));
    }

    /** Serves {@code identity.support-subject}: for whom the calling person of support may act now, if for anybody. */
    public Answer subject(Call call) {
        var now = context.clock().instant();
        var member = repository
                .find(
                        context.database(),
                        call.body(Wanted.class).verificationId(),
                        call.principal().id())
                .filter(verification -> verification.holds(now))
                .map(Verification::member);
        return Answer.ok(new Subject(member.orElse(null)));
    }

    private Verification own(Call call, String id) {
        return repository
                .find(context.database(), id, call.principal().id())
                .orElseThrow(() -> Problem.notFound("verification"));
    }

    private AddressIndex index(CodeAddress address) {
        return AddressIndex.of(context.port(KeyRing.class), address);
    }

    /** Under the member where one was found, else under the verification. */
    private void log(Call call, Tx tx, Verification verification) {
        var member = verification.member();
        var access = new Access(
                call.principal(),
                member == null ? verification.id() : member,
                Action.WRITE,
                Resource.of("support-verification", verification.id()),
                "rights",
                LegalBasis.OWN_REQUEST,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    public void sweep() {
        repository.deleteBefore(context.database(), context.clock().instant().minus(KEPT));
    }
}
