package io.leafboot.benchmarks.cluster;

import io.leafboot.benchmarks.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Measurements of all rounds, as tables of Markdown. Ratios are of the time of a call, and are taken within a round. */
final class ClusterReport {

    private static final double WANTED = 1.3;

    private record Case(Operation operation, int threads, Contestant contestant) {}

    private final List<Contestant> contestants;
    /** Measurements by round. */
    private final Map<Case, Map<Integer, Measurement>> measurements = new LinkedHashMap<>();

    ClusterReport(List<Contestant> contestants) {
        this.contestants = contestants;
    }

    void add(int round, Contestant contestant, List<Measurement> found) {
        for (Measurement measurement : found) {
            measurements
                    .computeIfAbsent(
                            new Case(measurement.operation(), measurement.threads(), contestant),
                            unused -> new LinkedHashMap<>())
                    .put(round, measurement);
        }
    }

    void print(int[] threads, int rounds, int millis) {
        for (int count : threads) {
            print("%n%d thread%s, %d rounds, %.1f s each:%n%n", count, count == 1 ? "" : "s", rounds, millis / 1_000.0);
            print("| | | p50 µs | p99 µs | calls/s, median | lowest – highest | time ÷ Infinispan | lowest – highest"
                    + " | failed |%n");
            print("|---|---|---:|---:|---:|---:|---:|---:|---:|%n");
            for (Operation operation : Operation.values()) {
                for (Contestant contestant : contestants) {
                    print(new Case(operation, count, contestant));
                }
            }
        }
        printRatios(threads);
    }

    private void print(Case row) {
        List<Measurement> found = found(row);
        if (found.isEmpty()) {
            return;
        }
        List<Double> perSecond = found.stream().map(Measurement::perSecond).toList();
        print(
                "| %s | %s | %.2f | %.2f | %,.0f | %,.0f – %,.0f | %s | %d |%n",
                row.operation().title(),
                row.contestant().title(),
                Statistics.median(found.stream().map(Measurement::median).toList()),
                Statistics.median(found.stream().map(Measurement::slow).toList()),
                Statistics.median(perSecond),
                Statistics.lowest(perSecond),
                Statistics.highest(perSecond),
                columns(ratios(row, Contestant.INFINISPAN)),
                found.stream().mapToLong(Measurement::failures).sum());
    }

    private void printRatios(int[] threads) {
        List<Contestant> others =
                contestants.stream().filter(other -> other != Contestant.LEAF).toList();
        if (others.size() == contestants.size()) {
            return; // we did not run
        }
        print(
                "%nThe time of a call of ours ÷ that of others:%n%n| | threads |%s wanted | |%n|---|---:|%s---:|---|%n",
                others.stream()
                        .map(other -> " " + other.title() + " | lowest – highest |")
                        .collect(Collectors.joining()),
                "---:|---:|".repeat(others.size()));
        for (Operation operation : Operation.values()) {
            for (int count : threads) {
                Case ours = new Case(operation, count, Contestant.LEAF);
                List<Double> toEngine = ratios(ours, Contestant.INFINISPAN);
                print(
                        "| %s | %d | %s | ≤ %.1f of Infinispan | %s |%n",
                        operation.title(),
                        count,
                        others.stream()
                                .map(other -> columns(ratios(ours, other)))
                                .collect(Collectors.joining(" | ")),
                        WANTED,
                        toEngine.isEmpty() ? "–" : Statistics.median(toEngine) <= WANTED ? "reached" : "**missed**");
            }
        }
    }

    private List<Measurement> found(Case row) {
        return List.copyOf(measurements.getOrDefault(row, Map.of()).values());
    }

    /** Times of a call to those of another contestant, one a round in which both ran. */
    private List<Double> ratios(Case row, Contestant base) {
        Map<Integer, Measurement> own = measurements.getOrDefault(row, Map.of());
        Map<Integer, Measurement> other =
                measurements.getOrDefault(new Case(row.operation(), row.threads(), base), Map.of());
        List<Double> ratios = new ArrayList<>();
        own.forEach((round, measurement) -> {
            if (other.containsKey(round)) {
                ratios.add(other.get(round).perSecond() / measurement.perSecond());
            }
        });
        return ratios;
    }

    private static String columns(List<Double> figures) {
        return figures.isEmpty()
                ? "– | –" // the other has no such operation
                : String.format(
                        Locale.ROOT,
                        "%.2f | %.2f – %.2f",
                        Statistics.median(figures),
                        Statistics.lowest(figures),
                        Statistics.highest(figures));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
