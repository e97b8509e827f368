package cn.mejene.notifications.delivery;

import cn.mejene.kernel.call.Language;
import cn.mejene.notifications.kind.Way;
import org.jspecify.annotations.Nullable;

/**
 * What a member wants to be sent, as {@code members} tells it.
 *
 * @param language tag of the language she chose, null if none
 */
record Wishes(
        Choices marketing,
        Choices service,
        boolean personalisation,
        boolean usageAnalysis,
        @Nullable String language) {

    /** One choice for each way. */
    record Choices(boolean sms, boolean push, boolean email) {
        boolean allow(Way way) {
            return switch (way) {
                case INBOX, GUARDIAN -> true;
                case EMAIL -> email;
                case SMS -> sms;
                case PUSH -> push;
            };
        }
    }

    Language spoken() {
        return language == null ? Language.ZH_HANS : Language.of(language).orElse(Language.ZH_HANS);
    }
}
