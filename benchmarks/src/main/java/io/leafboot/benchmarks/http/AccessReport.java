package io.leafboot.benchmarks.http;

import io.leafboot.benchmarks.Statistics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Outcomes of all rounds as a table of Markdown. Ratios are to the contestant's own floor, within a round. */
final class AccessReport {

    private record Measurement(String floor, HttpLoad.Outcome load, double cpuMicros) {}

    /** By contestant and round. */
    private final Map<String, Map<Integer, Measurement>> measurements = new LinkedHashMap<>();

    void add(int round, String contestant, String floor, HttpLoad.Outcome outcome, Duration cpu) {
        measurements
                .computeIfAbsent(contestant, unused -> new LinkedHashMap<>())
                .put(round, new Measurement(floor, outcome, cpu.toNanos() / 1e3 / outcome.all()));
    }

    void print(int clients, int seconds, int rounds) {
        print("%n%,d clients as fast as they can, %d s each, %d rounds:%n%n", clients, seconds, rounds);
        print("| | requests/s, median | lowest – highest | ÷ bare | lowest – highest | p50 ms | p99 ms"
                + " | processor µs each | ÷ bare | lowest – highest | errors |%n");
        print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        measurements.forEach((name, rows) -> print(
                "| %s | %s | %s | %.2f | %.2f | %.0f | %s | %,.0f |%n",
                name,
                columns("%,.0f", figures(rows, row -> row.load().perSecond())),
                columns("%.2f", ratios(rows, row -> row.load().perSecond())),
                Statistics.median(figures(rows, row -> row.load().millis(50))),
                Statistics.median(figures(rows, row -> row.load().millis(99))),
                Statistics.median(figures(rows, Measurement::cpuMicros)),
                columns("%.2f", ratios(rows, Measurement::cpuMicros)),
                figures(rows, row -> row.load().errors()).stream()
                        .mapToDouble(Double::doubleValue)
                        .sum()));
    }

    private static List<Double> figures(Map<Integer, Measurement> rows, ToDoubleFunction<Measurement> figure) {
        return rows.values().stream().map(figure::applyAsDouble).toList();
    }

    private List<Double> ratios(Map<Integer, Measurement> rows, ToDoubleFunction<Measurement> figure) {
        return rows.entrySet().stream()
                .map(row -> figure.applyAsDouble(row.getValue())
                        / figure.applyAsDouble(
                                measurements.get(row.getValue().floor()).get(row.getKey())))
                .toList();
    }

    private static String columns(String format, List<Double> values) {
        return String.format(
                Locale.ROOT,
                format + " | " + format + " – " + format,
                Statistics.median(values),
                Statistics.lowest(values),
                Statistics.highest(values));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
