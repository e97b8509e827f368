package cn.mejene.records;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.records.RecordsConfig.Quota;
import org.jspecify.annotations.Nullable;

/**
 * How much one member's records, and one clinic's, may take up. The database counts, in the transaction of whatever is
 * counted; this compares. A member's own uploads count for nobody but her.
 */
final class Quotas {
    private final RecordsConfig.Quotas config;
    private final RecordRepository repository;

    /** What an owner's records and uploads take up. */
    record Usage(long bytes, long items) {
        static final Usage NONE = new Usage(0, 0);

        Usage plus(long moreBytes, long moreItems) {
            return new Usage(bytes + moreBytes, items + moreItems);
        }

        boolean fits(Quota quota) {
            return bytes <= quota.bytes() && items <= quota.items();
        }
    }

    Quotas(RecordsConfig.Quotas config, RecordRepository repository) {
        this.config = config;
        this.repository = repository;
    }

    /**
     * Checks what the transaction has added, and holds for everybody until it ends.
     *
     * @throws Problem 413 {@code quota-exceeded}
     */
    void require(Tx tx, String member, @Nullable String clinic) {
        check(tx, member, clinic, 0, 0);
    }

    /** The same for one more record of so many bytes, before anything is added; a hint that spares them. */
    void requireRoom(Sql sql, String member, @Nullable String clinic, long bytes) {
        check(sql, member, clinic, bytes, 1);
    }

    private void check(Sql sql, String member, @Nullable String clinic, long bytes, long items) {
        if (!repository.usage(sql, member).plus(bytes, items).fits(config.member())) {
            throw exceeded("member");
        }
        if (clinic != null && !repository.usage(sql, clinic).plus(bytes, items).fits(config.clinic())) {
            throw exceeded("clinic");
        }
    }

    private static Problem exceeded(String whose) {
        return Problem.of(413, "quota-exceeded", "There is no room left for this upload.")
                .with("quota", whose);
    }
}
