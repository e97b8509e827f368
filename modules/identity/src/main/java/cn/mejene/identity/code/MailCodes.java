package cn.mejene.identity.code;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.vault.KeyRing;

/** Codes by which a member proves an e-mail address to the module that keeps it. Virtual threads only. */
public final class MailCodes {
    private final CodeService codes;
    private final Database database;
    private final KeyRing keyRing;

    private record ToSend(String address) {
        @Override
        public String toString() {
            return "ToSend[***]";
        }
    }

    private record ToUse(String address, String requestId, String code) {
        @Override
        public String toString() {
            return "ToUse[" + requestId + "]";
        }
    }

    public MailCodes(CodeService codes, Database database, KeyRing keyRing) {
        this.codes = codes;
        this.database = database;
        this.keyRing = keyRing;
    }

    /** Serves {@code identity.send-mail-code}. */
    public Answer send(Call call) {
        requireMember(call);
        var address = new MailAddress(call.body(ToSend.class).address());
        return Answer.accepted(codes.send(address, CodePurpose.EMAIL, call.client()));
    }

    /** Serves {@code identity.use-mail-code}, which says yes to this address and nothing else. */
    public Answer use(Call call) {
        requireMember(call);
        var presented = call.body(ToUse.class);
        var index = AddressIndex.of(keyRing, new MailAddress(presented.address()));
        codes.check(presented.requestId(), index, CodePurpose.EMAIL, presented.code());
        database.run(tx -> codes.use(tx, presented.requestId(), index));
        return Answer.noContent();
    }

    private static void requireMember(Call call) {
        if (!call.principal().isMember()) {
            throw Problem.forbidden("An address is proved by its own member.");
        }
    }
}
