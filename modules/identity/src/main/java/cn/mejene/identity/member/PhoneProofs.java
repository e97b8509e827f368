package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyRing;
import org.jspecify.annotations.Nullable;

/** Who holds which number: by a code of ours, or by another's word. Virtual threads only. */
public final class PhoneProofs {
    private final PhoneNumbers numbers;
    private final CodeService codes;
    private final KeyRing keyRing;
    private final UnusualSignIns unusual;

    /**
     * A number that somebody holds.
     *
     * @param requestId the code that proved it and is still to be used up; null by another's word
     */
    record Proved(
            PhoneNumber phone, AddressIndex index, @Nullable String requestId) {
        boolean byCode() {
            return requestId != null;
        }
    }

    public PhoneProofs(PhoneNumbers numbers, CodeService codes, KeyRing keyRing, UnusualSignIns unusual) {
        this.numbers = numbers;
        this.codes = codes;
        this.keyRing = keyRing;
        this.unusual = unusual;
    }

    /** Judges a code sent for a login; its try counts whatever else is wrong. */
    Proved byCode(String phone, String requestId, String code) {
        var number = numbers.read(phone);
        var index = AddressIndex.of(keyRing, number);
        var attempt = codes.attempt(requestId, index, CodePurpose.LOGIN, code);
        if (!attempt.right()) {
            unusual.failed(index, attempt.failures());
            throw CodeService.invalid();
        }
        return new Proved(number, index, requestId);
    }

    Proved bySomebodysWord(String phone) {
        var number = numbers.read(phone);
        return new Proved(number, AddressIndex.of(keyRing, number), null);
    }

    /** Uses the code up, in the transaction of what it allows; answers how many tries had failed before. */
    int use(Tx tx, Proved proved) {
        var requestId = proved.requestId();
        return requestId == null ? 0 : codes.use(tx, requestId, proved.index());
    }
}
