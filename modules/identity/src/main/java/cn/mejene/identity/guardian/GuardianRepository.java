package cn.mejene.identity.guardian;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only SQL on guardians and on what support found out about them. */
final class GuardianRepository {

    /** The sealed guardian of one member. */
    record Sealed(String memberId, byte[] guardian) {}

    /** A verification that nobody has used yet. */
    record Verification(String reference, Buffer guardian, Buffer evidenceSha256, String verifiedBy) {}

    /** Whether the guardian was recorded; false when the child has one. */
    boolean insert(Tx tx, String member, GuardianProof proof, Buffer sealed, Instant now) {
        var verified = proof.verified();
        @Nullable Buffer evidence = verified == null ? null : verified.evidenceSha256();
        @Nullable String by = verified == null ? null : verified.by();
        return tx.update("""
                        INSERT INTO identity.guardian
                               (member_id, method, guardian, evidence_sha256, verified_by, given_at)
                        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member_id) DO NOTHING
                        """, member, proof.method().word(), sealed, evidence, by, utc(now)) == 1;
    }

    boolean exists(Sql sql, String member) {
        return sql.find("SELECT 1 FROM identity.guardian WHERE member_id = $1", row -> true, member)
                .isPresent();
    }

    Optional<Buffer> find(Sql sql, String member) {
        return sql.find(
                "SELECT guardian FROM identity.guardian WHERE member_id = $1",
                row -> row.getBuffer("guardian"),
                member);
    }

    /** Those that consented for members who are minors still. */
    List<Sealed> ofMinors(Sql sql, List<String> members) {
        return sql.list(
                """
                SELECT g.member_id, g.guardian FROM identity.guardian g JOIN identity.account a USING (member_id)
                 WHERE g.member_id = ANY($1) AND a.age_band <> 'adult'
                """,
                row -> new Sealed(
                        row.getString("member_id"), row.getBuffer("guardian").getBytes()),
                (Object) members.toArray(String[]::new));
    }

    List<Buffer> delete(Tx tx, String member) {
        return tx.list(
                "DELETE FROM identity.guardian WHERE member_id = $1 RETURNING guardian",
                row -> row.getBuffer("guardian"),
                member);
    }

    void insertVerification(Tx tx, Verification verification, AddressIndex child, GuardianMethod method, Instant now) {
        tx.update(
                """
                INSERT INTO identity.guardian_verification
                       (reference, child_index, method, guardian, evidence_sha256, verified_by, verified_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                verification.reference(),
                child.value(),
                method.word(),
                verification.guardian(),
                verification.evidenceSha256(),
                verification.verifiedBy(),
                utc(now));
    }

    Optional<Verification> unused(Sql sql, String reference, AddressIndex child, GuardianMethod method) {
        return sql.find(
                """
                SELECT reference, guardian, evidence_sha256, verified_by FROM identity.guardian_verification
                 WHERE reference = $1 AND child_index = $2 AND method = $3 AND used_at IS NULL
                """,
                row -> new Verification(
                        row.getString("reference"),
                        row.getBuffer("guardian"),
                        row.getBuffer("evidence_sha256"),
                        row.getString("verified_by")),
                reference,
                child.value(),
                method.word());
    }

    boolean use(Tx tx, String reference, Instant now) {
        return tx.update(
                        "UPDATE identity.guardian_verification SET used_at = $2 WHERE reference = $1 AND used_at IS NULL",
                        reference,
                        utc(now))
                == 1;
    }

    List<Buffer> deleteVerificationsBefore(Tx tx, Instant instant) {
        return tx.list(
                "DELETE FROM identity.guardian_verification WHERE verified_at < $1 RETURNING guardian",
                row -> row.getBuffer("guardian"),
                utc(instant));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
