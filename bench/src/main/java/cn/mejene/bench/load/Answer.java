package cn.mejene.bench.load;

/**
 * What a server answered.
 *
 * @param status of HTTP
 * @param head the status line and the fields, as they came
 * @param body as text; empty when it was passed on
 */
public record Answer(int status, String head, String body) {

    /** Whether the server took what was sent, or gave what was asked for. */
    public boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** The value of a field, empty when there is none. */
    public String field(String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
