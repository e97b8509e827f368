package cn.mejene.bench;

import cn.mejene.bench.peer.MissingPeer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the verdicts and prints each as it comes. For one thread. */
public final class Sheet {
    private final PrintStream out;
    private final List<Verdict> verdicts = new ArrayList<>();

    Sheet(PrintStream out) {
        this.out = out;
    }

    /** Somebody who may not be on this machine. */
    @FunctionalInterface
    public interface Opening<T> {
        T open() throws Exception;
    }

    /** A row that has a ratio. */
    public void measured(Bar bar, Ratio ratio, String note) {
        add(new Verdict(bar, Optional.of(ratio), note));
    }

    /** A row that has none. */
    public void missing(Bar bar, MissingPeer why) {
        add(Verdict.missing(bar, String.valueOf(why.getMessage())));
    }

    /** A row whose work was not done to its end. */
    public void failed(Bar bar, String why) {
        add(Verdict.missing(bar, why));
    }

    /** One with the other by speed, the figures of both beside it. */
    public void speed(Bar bar, Contest contest, String one, String other) {
        measured(bar, contest.speed(one, other), String.join("; ", contest.figures(one, other)));
    }

    /** One with the other by processor time. */
    public void cost(Bar bar, Contest contest, String one, String other) {
        measured(bar, contest.cost(one, other), String.join("; ", contest.figures(one, other)));
    }

    private void add(Verdict verdict) {
        verdicts.add(verdict);
        print(verdict);
    }

    private void print(Verdict verdict) {
        var bar = verdict.bar();
        out.printf(
                "%-4s %-42s %-42s %20s  %s  %s%n",
                bar.id(),
                bar.what(),
                bar.against(),
                verdict.ratio().map(Ratio::text).orElse("–"),
                bar.text(),
                verdict.word());
        out.println("       " + verdict.note());
    }

    boolean isAllReached() {
        return verdicts.stream().allMatch(Verdict::isReached);
    }

    /** Writes all verdicts as JSON. */
    void write(Path file) throws IOException {
        var rows = verdicts.stream().map(Sheet::row).toList();
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
    }

    private static Map<String, Object> row(Verdict verdict) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", verdict.bar().id());
        row.put("what", verdict.bar().what());
        row.put("against", verdict.bar().against());
        row.put("bar", verdict.bar().text());
        verdict.ratio().ifPresent(ratio -> row.put("ratio", ratio));
        row.put("outcome", verdict.word());
        row.put("note", verdict.note());
        return row;
    }
}
