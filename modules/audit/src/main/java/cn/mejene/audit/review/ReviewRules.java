package cn.mejene.audit.review;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.job.Schedule;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code config/policy/review.yaml}.
 *
 * @param nightFrom hour in Asia/Shanghai, included
 * @param nightTo hour in Asia/Shanghai, excluded
 * @param mostHolders by role
 * @param papers what shows that reasonable protection was done (policy IV(C))
 */
public record ReviewRules(
        Duration dormantStaffAfter,
        Duration idleGrantAfter,
        int bulkReadsPerHour,
        int nightFrom,
        int nightTo,
        int nightReads,
        int refusalsPerTenMinutes,
        Map<String, Integer> mostHolders,
        Duration escalateAfter,
        List<Paper> papers) {

    /**
     * Something that has to be done again and again, and leaves a paper.
     *
     * @param id a word or two
     * @param every how old the paper may be
     * @param made the day it is of; none yet when missing
     * @param reference where it lies
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Paper(
            String id,
            Duration every,
            @Nullable LocalDate made,
            @Nullable String reference) {
        public Paper {
            Required.field("papers.id", id);
            Required.field("papers.every", every);
            if ((made == null) != (reference == null)) {
                throw new ConfigException("review.yaml: papers." + id + " has a day and a reference, or neither");
            }
        }

        /** How many days it is too old at that moment; none when it is fresh, 0 when there is no paper. */
        Optional<Long> overdue(Instant at) {
            var day = made;
            if (day == null) {
                return Optional.of(0L);
            }
            var until = day.atStartOfDay(Schedule.ZONE).toInstant().plus(every);
            return until.isBefore(at)
                    ? Optional.of(Math.max(1, Duration.between(until, at).toDays()))
                    : Optional.empty();
        }
    }

    public ReviewRules {
        papers = List.copyOf(Required.field("papers", papers));
        Required.field("dormantStaffAfter", dormantStaffAfter);
        Required.field("idleGrantAfter", idleGrantAfter);
        Required.field("escalateAfter", escalateAfter);
        mostHolders = new TreeMap<>(Required.field("mostHolders", mostHolders));
        if (nightFrom < 0 || nightTo > 24 || nightFrom >= nightTo) {
            throw new ConfigException("review.yaml: the night is from an earlier to a later hour of one day");
        }
        if (bulkReadsPerHour < 1 || nightReads < 1 || refusalsPerTenMinutes < 1) {
            throw new ConfigException("review.yaml: numbers are at least 1");
        }
    }
}
