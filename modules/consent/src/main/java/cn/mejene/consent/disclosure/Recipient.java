package cn.mejene.consent.disclosure;

import java.util.List;

/**
 * Somebody who may be given members' data, as people are told about it (PIPL 23).
 *
 * @param noticeId of this telling, {@code rcn_…}; what is told anew gets a new one
 * @param kind {@code partner}, {@code affiliate}, {@code successor} or {@code public}
 * @param region {@code CN-mainland} or the territory abroad
 * @param necessary whether contract or law needs it, so that an opt-out signal does not stop it
 * @param fields the only data that a package for it may hold, by the names of the inventory
 */
public record Recipient(
        String id,
        String noticeId,
        String kind,
        String name,
        String contact,
        String region,
        boolean necessary,
        String purpose,
        String method,
        List<String> categories,
        List<String> fields) {

    boolean isPublic() {
        return kind.equals("public");
    }

    /** Whether it tells people the same as the other, so that their consents still hold. */
    boolean tellsTheSame(Recipient other) {
        return told().equals(other.told());
    }

    List<Object> told() {
        return List.of(kind, name, contact, region, necessary, purpose, method, categories, fields);
    }
}
