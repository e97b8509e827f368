package cn.mejene.members;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a member wants to be sent, and what may be made of her use (policy I(B), I(F)).
 *
 * @param marketing off until she opts in
 * @param service messages about her orders and records; notices that the law demands are sent whatever this says
 * @param personalisation whether content may be chosen for her
 * @param usageAnalysis whether her use of the service may be analysed
 * @param language of what is sent to her, e.g. {@code en}; Chinese until she chooses
 */
record Preferences(
        Channels marketing,
        Channels service,
        boolean personalisation,
        boolean usageAnalysis,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String language) {
    private static final Channels NONE = new Channels(false, false, false);

    static final Preferences UNCHOSEN = new Preferences(NONE, new Channels(true, true, true), false, false, null);

    /** One choice for each channel. */
    record Channels(boolean sms, boolean push, boolean email) {
        private Channels without(String channel) {
            return new Channels(
                    sms && !channel.equals("sms"), push && !channel.equals("push"), email && !channel.equals("email"));
        }
    }

    Preferences withoutMarketing() {
        return new Preferences(NONE, service, personalisation, usageAnalysis, language);
    }

    Preferences withoutService(String channel) {
        return new Preferences(marketing, service.without(channel), personalisation, usageAnalysis, language);
    }
}
