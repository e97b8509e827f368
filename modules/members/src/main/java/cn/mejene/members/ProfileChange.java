package cn.mejene.members;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.job.Schedule;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A merge patch (RFC 7396) of a profile: a field that is absent stays, a field that is null is erased. Checked when it
 * is made, so that it can be applied to any profile. Immutable.
 */
final class ProfileChange {
    private static final Set<String> GENDERS = Set.of("female", "male", "other", "undisclosed");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]+\\.[^\\s@.\\p{Cntrl}]+");
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
    private static final YearMonth EARLIEST = YearMonth.of(1900, 1);
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_EMAIL = 254;

    private final Map<String, @Nullable String> fields;

    private ProfileChange(Map<String, @Nullable String> fields) {
        this.fields = fields;
    }

    /**
     * Reads a body.
     *
     * @throws Problem 422 for a field that is unknown or wrong
     */
    static ProfileChange of(JsonNode body, Instant now) {
        if (!body.isObject()) {
            throw Problem.invalid("", "type", "The body is not an object.");
        }
        var fields = new HashMap<String, @Nullable String>();
        body.properties().forEach(entry -> fields.put(entry.getKey(), value(entry.getKey(), entry.getValue(), now)));
        return new ProfileChange(fields);
    }

    private static @Nullable String value(String field, JsonNode node, Instant now) {
        if (!Set.of("name", "gender", "birthMonth", "email").contains(field)) {
            throw invalid(field, "additionalProperties");
        }
        if (node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw invalid(field, "type");
        }
        return switch (field) {
            case "name" -> name(node.textValue().strip());
            case "gender" -> gender(node.textValue());
            case "birthMonth" -> birthMonth(node.textValue(), YearMonth.from(now.atZone(Schedule.ZONE)));
            default -> email(node.textValue().strip());
        };
    }

    private static String name(String name) {
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > LONGEST_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw invalid("name", "pattern");
        }
        return name;
    }

    private static String gender(String gender) {
        if (!GENDERS.contains(gender)) {
            throw invalid("gender", "enum");
        }
        return gender;
    }

    private static String birthMonth(String text, YearMonth now) {
        var month = yearMonth(text);
        if (month.isBefore(EARLIEST) || month.isAfter(now)) {
            throw invalid("birthMonth", "range");
        }
        return text;
    }

    private static YearMonth yearMonth(String text) {
        try {
            if (MONTH.matcher(text).matches()) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeException e) {
            // Thirteen months and the like: the same answer as for any other form.
        }
        throw invalid("birthMonth", "pattern");
    }

    private static String email(String email) {
        if (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches()) {
            throw invalid("email", "format");
        }
        return email;
    }

    private static Problem invalid(String field, String code) {
        return Problem.invalid("/" + field, code, "The body has a field of the wrong form.");
    }

    /** The month of birth that is told, if one is. */
    Optional<String> birthMonth() {
        return Optional.ofNullable(fields.get("birthMonth"));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Whether a field is erased, so that no copy of the profile before may stay readable. */
    boolean erases() {
        return fields.containsValue(null);
    }

    Profile applyTo(Profile profile) {
        return new Profile(
                merge("name", profile.name()),
                merge("gender", profile.gender()),
                merge("birthMonth", profile.birthMonth()),
                merge("email", profile.email()));
    }

    /** Only where the profile says nothing: what others tell never replaces what she told herself. */
    Profile fillIn(Profile profile) {
        return new Profile(
                profile.name() == null ? fields.get("name") : profile.name(),
                profile.gender() == null ? fields.get("gender") : profile.gender(),
                profile.birthMonth(),
                profile.email() == null ? fields.get("email") : profile.email());
    }

    private @Nullable String merge(String field, @Nullable String before) {
        return fields.containsKey(field) ? fields.get(field) : before;
    }
}
