package cn.mejene.insights;

import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A member's year in numbers: kinds and dates of records, no content of any. Days and months are those of Asia/Shanghai.
 *
 * @param records by kind, in the order of their first day
 * @param ownUploads how many records the member brought herself
 * @param clinics from how many clinics the others came
 * @param months how many records each month brought, January first
 */
record AnnualReport(
        int year,
        Instant madeAt,
        List<OfKind> records,
        int ownUploads,
        int clinics,
        List<Integer> months,
        Confirmations confirmations) {
    /** The purpose of the catalogue that it is made and read for. */
    static final String PURPOSE = "annual-report";

    private static final int MONTHS = 12;

    /** @param kind e.g. {@code oral-scan} */
    record OfKind(String kind, int count, LocalDate first, LocalDate last) {}

    record Confirmations(long confirmed, long declined) {}

    /** What the year brought, as {@code records} tells it. */
    record Year(List<Item> records, Confirmations confirmations) {
        /** @param clinicId null when the member brought it */
        record Item(String kind, Instant at, @Nullable String clinicId) {
            LocalDate day() {
                return at.atZone(Schedule.ZONE).toLocalDate();
            }
        }
    }

    static AnnualReport of(int year, Instant madeAt, Year items) {
        Map<String, List<LocalDate>> days = items.records().stream()
                .collect(Collectors.groupingBy(
                        Year.Item::kind, TreeMap::new, Collectors.mapping(Year.Item::day, Collectors.toList())));
        var kinds = days.entrySet().stream()
                .map(entry -> ofKind(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(OfKind::first))
                .toList();
        var months = new Integer[MONTHS];
        Arrays.fill(months, 0);
        items.records().forEach(item -> months[item.day().getMonthValue() - 1]++);
        var clinics = items.records().stream()
                .map(Year.Item::clinicId)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        var own =
                items.records().stream().filter(item -> item.clinicId() == null).count();
        return new AnnualReport(year, madeAt, kinds, (int) own, (int) clinics, List.of(months), items.confirmations());
    }

    private static OfKind ofKind(String kind, List<LocalDate> days) {
        var sorted = days.stream().sorted().toList();
        return new OfKind(kind, days.size(), sorted.getFirst(), sorted.getLast());
    }

    static Place place(String member, String reportId) {
        return new Place(member, KeyClass.CARE, "insights.report", "content", reportId);
    }

    static Resource resource(int year) {
        return Resource.of("annual-report", Integer.toString(year));
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "AnnualReport[" + year + "]";
    }
}
