package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.records.malware.ClamdConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * @param maxBytes most bytes of one upload by kind
 * @param clinics clinics that a fresh installation knows; later ones are made by operators
 * @param quotas what one member's records and one clinic's may take up
 * @param resumable uploads that come in several requests
 * @param malware ClamAV's daemon, which sees every content before it counts; none unless said
 */
public record RecordsConfig(
        Map<String, Long> maxBytes,
        List<NewClinic> clinics,
        Quotas quotas,
        Resumable resumable,
        @Nullable ClamdConfig malware) {

    /**
     * A clinic to be made at first start.
     *
     * @param position where it is; one without is found by its city only
     */
    public record NewClinic(
            String id, String name, String city, @Nullable Position position) {
        public NewClinic {
            if (!Ids.isId("cli", Required.field("id", id))) {
                throw new ConfigException("a clinic's id has the form cli_ and 26 characters");
            }
            Required.field("name", name);
            Required.field("city", city);
        }
    }

    /**
     * Most of what one owner may have.
     *
     * @param bytes of plaintext
     * @param items records, and uploads under way
     */
    public record Quota(Long bytes, Long items) {
        public Quota {
            if (Required.field("bytes", bytes) < 1 || Required.field("items", items) < 1) {
                throw new ConfigException("a quota's bytes and items must be at least 1");
            }
        }
    }

    /**
     * Quotas by whose they are.
     *
     * @param member one member's records, whoever uploaded them; 64 GiB and 20,000
     * @param clinic what one clinic uploaded; 64 TiB and 20,000,000
     */
    public record Quotas(Quota member, Quota clinic) {
        public Quotas {
            member = member == null ? new Quota(64L << 30, 20_000L) : member;
            clinic = clinic == null ? new Quota(64L << 40, 20_000_000L) : clinic;
        }

        static Quotas defaults() {
            return new Quotas(new Quota(64L << 30, 20_000L), new Quota(64L << 40, 20_000_000L));
        }
    }

    /**
     * @param expireAfter how long after its beginning an unfinished upload is swept, real time; PT24H
     * @param partBytes bytes of a request after which what came is made durable at the latest, 1 MiB to 1 GiB; 64 MiB
     */
    public record Resumable(Duration expireAfter, Long partBytes) {
        private static final long MIB = 1L << 20;

        public Resumable {
            expireAfter = expireAfter == null ? Duration.ofHours(24) : expireAfter;
            partBytes = partBytes == null ? 64 * MIB : partBytes;
            if (expireAfter.compareTo(Duration.ofSeconds(1)) < 0 || expireAfter.compareTo(Duration.ofDays(1)) > 0) {
                throw new ConfigException("expireAfter must be between PT1S and PT24H");
            }
            if (partBytes < MIB || partBytes > 1024 * MIB) {
                throw new ConfigException("partBytes must be between 1048576 and 1073741824");
            }
        }

        static Resumable defaults() {
            return new Resumable(Duration.ofHours(24), 64 * MIB);
        }
    }

    public RecordsConfig {
        Required.field("maxBytes", maxBytes);
        var kinds = new TreeSet<>(Kind.words());
        if (!maxBytes.keySet().equals(kinds)) {
            throw new ConfigException("maxBytes names exactly these kinds: " + String.join(", ", kinds));
        }
        clinics = clinics == null ? List.of() : List.copyOf(clinics);
        quotas = quotas == null ? Quotas.defaults() : quotas;
        resumable = resumable == null ? Resumable.defaults() : resumable;
    }

    /** Most bytes of an upload of any kind. */
    long mostBytes() {
        return maxBytes.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    long maxBytes(Kind kind) {
        return Required.field(kind.word(), maxBytes.get(kind.word()));
    }
}
