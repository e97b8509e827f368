package cn.mejene.payments.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a provider says that it booked on one day.
 *
 * @param lines what could be read
 * @param unreadable where in the file something stands that could not be, e.g. {@code line-17}; never what stands there,
 *     which may name a payer
 */
public record Bill(List<BillLine> lines, List<String> unreadable) {
    /** Nothing was booked. */
    public static final Bill EMPTY = new Bill(List.of(), List.of());

    public Bill {
        lines = List.copyOf(lines);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Reads line after line; one that fails does not keep the others from being read.
     *
     * @param reading answers what stands in the row of a number, 0 to {@code rows} - 1: a line, or none when it is about
     *     nothing that was booked
     */
    public static Bill read(int rows, IntFunction<List<BillLine>> reading) {
        var lines = new ArrayList<BillLine>();
        var unreadable = new ArrayList<String>();
        for (int row = 0; row < rows; row++) {
            try {
                lines.addAll(reading.apply(row));
            } catch (IllegalArgumentException e) {
                unreadable.add("line-" + (row + 1));
            }
        }
        return new Bill(lines, unreadable);
    }
}
