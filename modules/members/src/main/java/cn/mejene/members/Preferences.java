package cn.mejene.members;

/**
 * What a member wants to be sent, and what may be made of her use (policy I(B), I(F)).
 *
 * @param marketing off until she opts in
 * @param service messages about her orders and records; notices that the law demands are sent whatever this says
 * @param personalisation whether content may be chosen for her
 * @param usageAnalysis whether her use of the service may be analysed
 */
record Preferences(Channels marketing, Channels service, boolean personalisation, boolean usageAnalysis) {
    static final Preferences UNCHOSEN =
            new Preferences(new Channels(false, false, false), new Channels(true, true, true), false, false);

    /** One choice for each channel. */
    record Channels(boolean sms, boolean push, boolean email) {}
}
