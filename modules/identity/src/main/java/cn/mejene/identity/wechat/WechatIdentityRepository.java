package cn.mejene.identity.wechat;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which member stands behind a WeChat account, found by keyed hashes that name the provider and its application, so that
 * no other provider's identifier can be taken for it (ASVS 6.8.1). The only SQL on them.
 */
public final class WechatIdentityRepository {
    private final KeyRing keyRing;

    public WechatIdentityRepository(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    /** The member: by this application, else by the union of all of ours. */
    public Optional<String> memberOf(Sql sql, WechatIdentity identity) {
        return sql.list("""
            SELECT member_id, 1 AS rank FROM identity.wechat_identity WHERE openid_index = $1
            UNION ALL SELECT member_id, 2 FROM identity.wechat_union WHERE unionid_index = $2
            ORDER BY rank
            """, row -> row.getString("member_id"), openidIndex(identity), unionidIndex(identity)).stream()
                .findFirst();
    }

    /** The member's sealed WeChat accounts by their row. */
    Map<String, Buffer> sealedOf(Sql sql, String member) {
        var sealed = new HashMap<String, Buffer>();
        sql.list(
                        "SELECT openid_index, identity FROM identity.wechat_identity WHERE member_id = $1",
                        row -> Map.entry(row(row.getBuffer("openid_index")), row.getBuffer("identity")),
                        member)
                .forEach(entry -> sealed.put(entry.getKey(), entry.getValue()));
        return sealed;
    }

    private static String row(Buffer openid) {
        return HexFormat.of().formatHex(openid.getBytes());
    }

    /** Links the account to the member, unless it is linked; false when it belongs to somebody else by now. */
    public boolean link(Tx tx, String member, WechatIdentity identity, Instant now) {
        var unionid = unionidIndex(identity);
        if (unionid != null) {
            tx.update(
                    "INSERT INTO identity.wechat_union (unionid_index, member_id) VALUES ($1, $2) ON CONFLICT DO"
                            + " NOTHING",
                    unionid,
                    member);
        }
        var openid = openidIndex(identity);
        if (isLinked(tx, openid)) {
            return isHers(tx, member, identity);
        }
        tx.update(
                """
                INSERT INTO identity.wechat_identity (openid_index, member_id, identity, linked_at)
                VALUES ($1, $2, $3, $4) ON CONFLICT (openid_index) DO NOTHING
                """,
                openid,
                member,
                Buffer.buffer(keyRing.seal(WechatIdentity.place(member, row(openid)), identity)),
                now.atOffset(ZoneOffset.UTC));
        return isHers(tx, member, identity)
                && (unionid == null
                        || unionOf(tx, unionid).filter(member::equals).isPresent());
    }

    private boolean isHers(Sql sql, String member, WechatIdentity identity) {
        return memberOf(sql, identity).filter(member::equals).isPresent();
    }

    private static boolean isLinked(Sql sql, Buffer openid) {
        return sql.find("SELECT 1 FROM identity.wechat_identity WHERE openid_index = $1", row -> true, openid)
                .isPresent();
    }

    private static Optional<String> unionOf(Sql sql, Buffer unionid) {
        return sql.find(
                "SELECT member_id FROM identity.wechat_union WHERE unionid_index = $1",
                row -> row.getString("member_id"),
                unionid);
    }

    private Buffer openidIndex(WechatIdentity identity) {
        return Buffer.buffer(keyRing.blindIndex("wechat-openid", identity.appId() + "\n" + identity.openid()));
    }

    private @Nullable Buffer unionidIndex(WechatIdentity identity) {
        var unionid = identity.unionid();
        return unionid == null ? null : Buffer.buffer(keyRing.blindIndex("wechat-unionid", unionid));
    }
}
