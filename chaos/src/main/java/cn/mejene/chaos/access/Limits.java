package cn.mejene.chaos.access;

import java.util.Map;

/**
 * What a system that is abused allows; as in production, but that another code may be asked for at once, which only
 * makes it harder.
 *
 * @param codesPerPhone a day
 * @param codesPerPrefix an hour
 * @param codesPerClient an hour
 * @param triesPerPhone a day
 * @param triesPerCode of each
 */
record Limits(int codesPerPhone, int codesPerPrefix, int codesPerClient, int triesPerPhone, int triesPerCode) {
    static final Limits PRODUCTION = new Limits(10, 100, 60, 20, 5);

    Map<String, String> environment() {
        return Map.of(
                "MEJENE_CODES_PER_PHONE", "" + codesPerPhone,
                "MEJENE_CODES_PER_PREFIX", "" + codesPerPrefix,
                "MEJENE_CODES_PER_CLIENT", "" + codesPerClient);
    }
}
