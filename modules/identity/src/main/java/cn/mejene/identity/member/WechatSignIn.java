package cn.mejene.identity.member;

import cn.mejene.identity.member.Entrance.Entered;
import cn.mejene.identity.member.PhoneProofs.Proved;
import cn.mejene.identity.wechat.Wechat;
import cn.mejene.identity.wechat.WechatApplication;
import cn.mejene.identity.wechat.WechatIdentity;
import cn.mejene.identity.wechat.WechatIdentityRepository;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import java.util.Objects;

/**
 * Signs a member in through WeChat. A WeChat account that is linked lets its member in by its identifier alone; one that
 * is not needs a number first (policy I(A)1): a new number by WeChat's word or a code of ours, a known one by a code of
 * ours only, since WeChat's word may be older than the number's owner. Virtual threads only.
 */
public final class WechatSignIn {
    private final Wechat wechat;
    private final WechatIdentityRepository identities;
    private final PhoneProofs phones;
    private final Accounts accounts;
    private final Entrance entrance;

    public WechatSignIn(
            Wechat wechat,
            WechatIdentityRepository identities,
            PhoneProofs phones,
            Accounts accounts,
            Entrance entrance) {
        this.wechat = wechat;
        this.identities = identities;
        this.phones = phones;
        this.accounts = accounts;
        this.entrance = entrance;
    }

    /** Signs in, registers when the WeChat account and the number are new, links when the WeChat account is. */
    public Answer signIn(Call call, WechatGrant grant) {
        var stated = grant.stated();
        stated.requireRead();
        var from = Objects.requireNonNullElse(grant.application(), WechatApplication.MINI_PROGRAM);
        var person = wechat.identify(from, grant.code());
        var database = accounts.database();
        var linked = identities.memberOf(database, person);
        if (linked.isPresent()) {
            return entrance.answer(
                    call, database.transaction(tx -> enterLinked(tx, call, linked.get(), person, stated)));
        }
        var proved = prove(call, grant, person);
        var known = accounts.knownBy(call, stated, proved.index());
        return entrance.answer(call, database.transaction(tx -> enterNew(tx, call, proved, person, stated, known)));
    }

    private Proved prove(Call call, WechatGrant grant, WechatIdentity person) {
        var byCode = grant.phone();
        if (byCode != null) {
            return phones.byCode(byCode.phone(), byCode.requestId(), byCode.code());
        }
        var phoneCode = grant.phoneCode();
        // It speaks of a person of the mini-program, and of nobody of another application.
        if (phoneCode == null || grant.application() == WechatApplication.APP) {
            throw Problem.of(422, "phone-required", "This WeChat account needs a mobile number first.");
        }
        return phones.bySomebodysWord(wechat.phone(person, phoneCode, call.traceId()));
    }

    private Entered enterLinked(Tx tx, Call call, String member, WechatIdentity person, Stated stated) {
        var account = accounts.signIn(tx, member);
        link(tx, account, person);
        return entrance.enter(tx, call, account, accounts.phoneIndex(tx, member), stated, 0);
    }

    private Entered enterNew(Tx tx, Call call, Proved proved, WechatIdentity person, Stated stated, KnownBy known) {
        int failures = phones.use(tx, proved);
        if (!proved.byCode() && accounts.exists(tx, proved.index())) {
            throw Problem.conflict(
                    "phone-code-required", "The number has an account; prove by a code that it is yours.");
        }
        var account = accounts.of(tx, proved, stated, known);
        link(tx, account, person);
        return entrance.enter(tx, call, account, proved.index(), stated, failures);
    }

    private void link(Tx tx, Account account, WechatIdentity person) {
        if (!identities.link(tx, account.memberId(), person, accounts.now())) {
            throw Problem.conflict("wechat-linked-elsewhere", "This WeChat account belongs to another member.");
        }
    }
}
