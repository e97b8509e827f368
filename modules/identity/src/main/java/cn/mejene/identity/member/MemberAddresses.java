package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.CodeAddress;
import cn.mejene.identity.code.MailAddress;
import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.MessagePort.Channel;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyRing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a member can be reached who is not the caller: her number, her proved e-mail address. Virtual threads only. */
public final class MemberAddresses {
    private final ModuleContext context;
    private final PhoneNumbers numbers;
    private final AccountRepository accounts = new AccountRepository();

    private record Wanted(
            @Nullable String memberId, @Nullable String smileId) {}

    private record Found(@Nullable String memberId) {}

    private record Mail(@Nullable String email) {
        @Override
        public String toString() {
            return "Mail[***]";
        }
    }

    public MemberAddresses(ModuleContext context, PhoneNumbers numbers) {
        this.context = context;
        this.numbers = numbers;
    }

    public Optional<String> memberWithPhone(String phone) {
        return accounts.memberOf(context.database(), AddressIndex.of(keyRing(), numbers.read(phone)));
    }

    public Optional<String> memberWithSmileId(Call call, String smileId) {
        var found = context.bus().call(call.to("members.find-by-smile-id", new Wanted(null, smileId)));
        return Optional.ofNullable(found.body(Found.class).memberId());
    }

    /** None where the account is closed, or nothing proved is known. */
    public Optional<CodeAddress> of(Call call, String member, Channel channel) {
        return switch (channel) {
            case SMS -> phone(call, member);
            case EMAIL -> mail(call, member);
            case PUSH -> Optional.empty();
        };
    }

    private Optional<CodeAddress> phone(Call call, String member) {
        var access =
                Access.system("identity", member, Action.READ, Resource.of("phone"), "authentication", call.traceId());
        return accounts.sealedPhone(context.database(), member)
                .filter(account -> account.status().equals("active"))
                .map(account -> keyRing()
                        .open(access, call.operation())
                        .value(Accounts.place(member), account.phone().getBytes(), PhoneNumber.class));
    }

    private Optional<CodeAddress> mail(Call call, String member) {
        var asking = call.to("members.verified-email", new Wanted(member, null)).by(Principal.system("identity"));
        return Optional.ofNullable(context.bus().call(asking).body(Mail.class).email())
                .map(MailAddress::new);
    }

    private KeyRing keyRing() {
        return context.port(KeyRing.class);
    }
}
