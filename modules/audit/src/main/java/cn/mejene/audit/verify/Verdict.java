package cn.mejene.audit.verify;

import java.util.OptionalLong;

/**
 * What a verification found.
 *
 * @param sound whether everything holds
 * @param firstBad the first index that does not hold, where one can be named
 * @param why what does not hold; empty when everything does
 * @param size leaves that were looked at
 * @param bodies bodies that fit their leaves
 * @param erased bodies that are gone, as they may be
 */
public record Verdict(boolean sound, OptionalLong firstBad, String why, long size, long bodies, long erased) {

    static Verdict bad(long index, String why, long size) {
        return new Verdict(false, OptionalLong.of(index), why, size, 0, 0);
    }

    static Verdict bad(String why) {
        return new Verdict(false, OptionalLong.empty(), why, 0, 0, 0);
    }
}
