package cn.mejene.gateway.contract;

/** JSON pointers (RFC 6901) as the contract's messages and problems write them. */
final class Pointers {
    private Pointers() {}

    /** One step, escaped. */
    static String escape(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }

    static String join(String pointer, String step) {
        return pointer + "/" + escape(step);
    }
}
