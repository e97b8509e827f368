package cn.mejene.identity.member;

import cn.mejene.identity.member.Entrance.Entered;
import cn.mejene.identity.member.PhoneProofs.Proved;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;

/**
 * Signs a member in by a code to her number; registers her at the first time. Account, acceptance of the policy,
 * session and log entry commit together. Virtual threads only.
 */
public final class MemberSignIn {
    private final Database database;
    private final PhoneProofs phones;
    private final Accounts accounts;
    private final Entrance entrance;

    public MemberSignIn(Database database, PhoneProofs phones, Accounts accounts, Entrance entrance) {
        this.database = database;
        this.phones = phones;
        this.accounts = accounts;
        this.entrance = entrance;
    }

    /** Signs in; the code is judged first, so that a try counts whatever else is wrong. */
    public Answer signIn(Call call, SmsGrant grant) {
        var proved = phones.byCode(grant.phone(), grant.requestId(), grant.code());
        var stated = grant.stated();
        stated.requireRead();
        var known = accounts.knownBy(call, stated, proved.index());
        return entrance.answer(call, database.transaction(tx -> enter(tx, call, proved, stated, known)));
    }

    private Entered enter(Tx tx, Call call, Proved proved, Stated stated, KnownBy known) {
        int failures = phones.use(tx, proved);
        return entrance.enter(tx, call, accounts.of(tx, proved, stated, known), proved.index(), stated, failures);
    }
}
