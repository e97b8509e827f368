package cn.mejene.members;

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
import cn.mejene.kernel.privacy.SupportCaller;
import cn.mejene.members.Preferences.Channels;
import cn.mejene.vault.KeyRing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells the platform, at the moment a message leaves, who wants it and where it goes; takes back what somebody opted
 * into when she says so by a link, a reply or through support. Serves internal addresses, for the platform itself only,
 * and one that support calls. Stateless.
 */
final class ContactService {
    private static final Resource PREFERENCES = Resource.of("preferences");

    private final ContactRepository contacts = new ContactRepository();
    private final PreferencesRepository preferences = new PreferencesRepository();
    private final MailProofs proofs;
    private final SupportCaller callers;
    private final ModuleContext context;

    private record Members(List<String> memberIds, @Nullable String purpose) {}

    private record Audience(Channels channels, String after, int limit) {}

    private record Asked(String verificationId, String nature, String channel) {}

    private record Unwanted(String memberId, String nature, String channel) {}

    ContactService(MailProofs proofs, ModuleContext context) {
        this.proofs = proofs;
        this.callers = new SupportCaller(context);
        this.context = context;
    }

    /** Serves {@code members.list-preferences}: what each of some members wants; by member id. */
    Answer wanted(Call call) {
        requirePlatform(call);
        return Answer.ok(
                preferences.ofEach(context.database(), call.body(Members.class).memberIds()));
    }

    /** Serves {@code members.open-email-addresses}: opened for one purpose; who has proved none is missing. */
    Answer addresses(Call call) {
        requirePlatform(call);
        var wanted = call.body(Members.class);
        var purpose = Objects.requireNonNull(wanted.purpose());
        var proved = proofs.ofEach(wanted.memberIds());
        var sealed = contacts.profiles(context.database(), List.copyOf(proved.keySet()));
        var opened = context.port(KeyRing.class)
                .openEach(
                        sealed.stream()
                                .map(one -> new KeyRing.Wanted(
                                        access(call, one.memberId(), purpose),
                                        Profile.place(one.memberId()),
                                        one.profile()))
                                .toList(),
                        Profile.class,
                        call.operation());
        var addresses = new HashMap<String, String>();
        opened.forEach((member, profile) -> {
            var email = profile.email();
            if (email != null && proofs.isOf(proved.get(member), member, email)) {
                addresses.put(member, email);
            }
        });
        return Answer.ok(addresses);
    }

    private static Access access(Call call, String member, String purpose) {
        return new Access(
                call.principal(),
                member,
                Action.READ,
                Resource.of("email"),
                purpose,
                purpose.equals("marketing") ? LegalBasis.CONSENT : LegalBasis.CONTRACT,
                call.traceId());
    }

    /** Serves {@code members.list-audience}: who wants marketing on one of some channels. */
    Answer audience(Call call) {
        requirePlatform(call);
        var wanted = call.body(Audience.class);
        return Answer.page(
                contacts.audience(context.database(), wanted.channels(), wanted.after(), wanted.limit()), null);
    }

    /** Serves {@code members.unsubscribe}: marketing ends on every channel, service messages on the one. */
    Answer unsubscribe(Call call) {
        requirePlatform(call);
        var unwanted = call.body(Unwanted.class);
        var access = new Access(
                call.principal(),
                unwanted.memberId(),
                Action.WRITE,
                PREFERENCES,
                "service-notice",
                LegalBasis.OWN_REQUEST,
                call.traceId());
        context.database().run(tx -> {
            if (end(tx, unwanted.memberId(), unwanted.nature(), unwanted.channel())) {
                context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
            }
        });
        return Answer.ok(Map.of());
    }

    /** The same for a member who asks through support (policy I(F)3); what support has done is logged in any case. */
    Answer unsubscribeOnBehalf(Call call, Tx tx) {
        var asked = call.body(Asked.class);
        var member = callers.require(call, asked.verificationId(), Action.WRITE, PREFERENCES);
        end(tx, member, asked.nature(), asked.channel());
        var access = SupportCaller.access(call, member, Action.WRITE, PREFERENCES);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.noContent();
    }

    /** Answers whether that changes anything. */
    private boolean end(Tx tx, String member, String nature, String channel) {
        var before = preferences.locked(tx, member);
        var after = nature.equals("marketing") ? before.withoutMarketing() : before.withoutService(channel);
        if (after.equals(before)) {
            return false;
        }
        preferences.put(tx, member, after, context.clock().instant());
        return true;
    }

    private static void requirePlatform(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("This is told to the platform only.");
        }
    }
}
