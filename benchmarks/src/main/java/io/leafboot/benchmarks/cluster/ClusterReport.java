package io.leafboot.benchmarks.cluster;

import io.leafboot.benchmarks.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Measurements of all rounds, as tables of Markdown. Ratios are taken within a round. */
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
            print(
                    "| | | p50 µs | p99 µs | calls/s, median | lowest – highest | mean time ÷ Infinispan | lowest – highest"
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
                columns(ratios(row, Contestant.INFINISPAN, Measurement::mean)),
                found.stream().mapToLong(Measurement::failures).sum());
    }

    private void printRatios(int[] threads) {
        List<Contestant> peers = contestants.stream()
                .filter(peer -> peer != Contestant.LEAF && peer != Contestant.INFINISPAN)
                .toList();
        if (!contestants.contains(Contestant.LEAF)) {
            return;
        }
        print(
                "%nOurs ÷ others, by the p50 and by the mean time of a call:%n%n"
                        + "| | threads | p50 ÷ Infinispan | lowest – highest | mean ÷ Infinispan | lowest – highest |%s ≤ %.1f |%n"
                        + "|---|---:|---:|---:|---:|---:|%s---|%n",
                peers.stream()
                        .map(peer -> " ÷ " + peer.title() + ", p50 · mean |")
                        .collect(Collectors.joining()),
                WANTED,
                "---:|".repeat(peers.size()));
        for (Operation operation : Operation.values()) {
            for (int count : threads) {
                Case ours = new Case(operation, count, Contestant.LEAF);
                List<Double> medians = ratios(ours, Contestant.INFINISPAN, Measurement::median);
                List<Double> means = ratios(ours, Contestant.INFINISPAN, Measurement::mean);
                print(
                        "| %s | %d | %s | %s |%s %s |%n",
                        operation.title(),
                        count,
                        columns(medians),
                        columns(means),
                        peers.stream()
                                .map(peer -> " " + middle(ratios(ours, peer, Measurement::median)) + " · "
                                        + middle(ratios(ours, peer, Measurement::mean)) + " |")
                                .collect(Collectors.joining()),
                        verdict(medians, means));
            }
        }
    }

    private static String verdict(List<Double> medians, List<Double> means) {
        if (medians.isEmpty()) {
            return "–";
        }
        boolean median = Statistics.median(medians) <= WANTED;
        boolean mean = Statistics.median(means) <= WANTED;
        return median && mean ? "reached" : median ? "p50 alone" : mean ? "mean alone" : "**missed**";
    }

    private List<Measurement> found(Case row) {
        return List.copyOf(measurements.getOrDefault(row, Map.of()).values());
    }

    /** Of a figure to that of another contestant, one a round in which both ran. */
    private List<Double> ratios(Case row, Contestant base, ToDoubleFunction<Measurement> figure) {
        Map<Integer, Measurement> own = measurements.getOrDefault(row, Map.of());
        Map<Integer, Measurement> other =
                measurements.getOrDefault(new Case(row.operation(), row.threads(), base), Map.of());
        List<Double> ratios = new ArrayList<>();
        own.forEach((round, measurement) -> {
            if (other.containsKey(round)) {
                ratios.add(figure.applyAsDouble(measurement) / figure.applyAsDouble(other.get(round)));
            }
        });
        return ratios;
    }

    private static String middle(List<Double> figures) {
        return figures.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", Statistics.median(figures));
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
