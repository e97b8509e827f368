package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the platform the numbers of members at the moment a text message leaves, and whose number it was that replied.
 * Serves internal addresses, for the platform itself only. Stateless.
 */
public final class Numbers {
    private final NumberRepository repository = new NumberRepository();
    private final PhoneNumbers numbers;
    private final ModuleContext context;

    private record Members(List<String> memberIds, String purpose) {}

    private record Replied(String phone) {
        @Override
        public String toString() {
            return "Replied[***]";
        }
    }

    public Numbers(PhoneNumbers numbers, ModuleContext context) {
        this.numbers = numbers;
        this.context = context;
    }

    /** Serves {@code identity.open-phone-numbers}: opened for one purpose; who has none is missing. */
    public Answer open(Call call) {
        requirePlatform(call);
        var wanted = call.body(Members.class);
        var sealed = repository.ofEach(context.database(), wanted.memberIds());
        var opened = context.port(KeyRing.class)
                .openEach(
                        sealed.stream()
                                .map(one -> new KeyRing.Wanted(
                                        access(call, one.memberId(), wanted.purpose()),
                                        Accounts.place(one.memberId()),
                                        one.phone()))
                                .toList(),
                        PhoneNumber.class,
                        call.operation());
        var phones = new HashMap<String, String>();
        opened.forEach((member, phone) -> phones.put(member, phone.e164()));
        return Answer.ok(phones);
    }

    private static Access access(Call call, String member, String purpose) {
        return new Access(
                call.principal(),
                member,
                Action.READ,
                Resource.of("phone"),
                purpose,
                purpose.equals("marketing") ? LegalBasis.CONSENT : LegalBasis.CONTRACT,
                call.traceId());
    }

    /** Serves {@code identity.find-by-phone}: the member whose number it is, or nothing. */
    public Answer find(Call call) {
        requirePlatform(call);
        var index = AddressIndex.of(
                context.port(KeyRing.class),
                numbers.read(call.body(Replied.class).phone()));
        return Answer.ok(repository
                .memberOf(context.database(), index)
                .map(member -> Map.of("memberId", member))
                .orElse(Map.of()));
    }

    private static void requirePlatform(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("This is told to the platform only.");
        }
    }
}
