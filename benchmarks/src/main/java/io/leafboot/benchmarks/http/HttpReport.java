package io.leafboot.benchmarks.http;

import io.leafboot.benchmarks.Statistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Outcomes of all rounds, as tables of Markdown. Ratios are to the first target, within a round. */
final class HttpReport {

    /** In place of a rate. */
    static final int FLAT_OUT = 0;

    private record Case(int rate, Target target) {}

    private record Measurement(HttpLoad.Outcome load, double cpuMicros, double residentMegabytes) {}

    private final List<Target> targets;

    private final Map<Case, List<Measurement>> measurements = new HashMap<>();

    HttpReport(List<Target> targets) {
        this.targets = targets;
    }

    /** Takes an outcome, and the processor time that the server took for it. */
    void add(int rate, Target target, HttpLoad.Outcome outcome, Duration cpu) {
        measurements
                .computeIfAbsent(new Case(rate, target), unused -> new ArrayList<>())
                .add(new Measurement(
                        outcome,
                        cpu.toNanos() / 1e3 / outcome.all(),
                        ServerProcess.memoryMegabytes(target.pid(), "VmRSS")));
    }

    void print(int clients, int seconds, int[] rates) {
        print("%n%,d clients as fast as they can, %d s each, %d rounds:%n%n", clients, seconds, rounds(FLAT_OUT));
        print("| | requests/s, median | lowest – highest | ÷ floor | lowest – highest | p50 ms | p99 ms"
                + " | processor µs each | ÷ floor | errors | ids twice | resident MB | at most |%n");
        print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        for (Target target : targets) {
            print(
                    "| %s | %s | %s | %.1f | %.1f | %.0f | %.2f | %,.0f | %,.0f | %,.0f | %,.0f |%n",
                    target.name(),
                    columns("%,.0f", figures(FLAT_OUT, target, load -> load.perSecond())),
                    columns("%.2f", ratios(FLAT_OUT, target, load -> load.perSecond())),
                    median(FLAT_OUT, target, load -> load.millis(50)),
                    median(FLAT_OUT, target, load -> load.millis(99)),
                    Statistics.median(cpuMicros(target)),
                    Statistics.median(ratios(cpuMicros(target), cpuMicros(targets.get(0)))),
                    sum(FLAT_OUT, target, load -> load.errors()),
                    sum(FLAT_OUT, target, load -> load.repeated()),
                    Statistics.median(measurements.get(new Case(FLAT_OUT, target)).stream()
                            .map(Measurement::residentMegabytes)
                            .toList()),
                    ServerProcess.memoryMegabytes(target.pid(), "VmHWM"));
        }
        for (int rate : rates) {
            printAtRate(clients, seconds, rate);
        }
    }

    private void printAtRate(int clients, int seconds, int rate) {
        print("%n%,d requests/s of %,d clients, %d s each, %d rounds:%n%n", rate, clients, seconds, rounds(rate));
        print("| | answers/s | p50 ms | p99 ms, median | lowest – highest | ÷ floor | lowest – highest"
                + " | p99.9 ms | max ms | errors | ids twice |%n");
        print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        for (Target target : targets) {
            print(
                    "| %s | %,.0f | %.2f | %s | %s | %.1f | %.1f | %,.0f | %,.0f |%n",
                    target.name(),
                    median(rate, target, load -> load.perSecond()),
                    median(rate, target, load -> load.millis(50)),
                    columns("%.2f", figures(rate, target, load -> load.millis(99))),
                    columns("%.2f", ratios(rate, target, load -> load.millis(99))),
                    median(rate, target, load -> load.millis(99.9)),
                    median(rate, target, load -> load.millis(100)),
                    sum(rate, target, load -> load.errors()),
                    sum(rate, target, load -> load.repeated()));
        }
    }

    private int rounds(int rate) {
        return measurements.get(new Case(rate, targets.get(0))).size();
    }

    private double median(int rate, Target target, ToDoubleFunction<HttpLoad.Outcome> figure) {
        return Statistics.median(figures(rate, target, figure));
    }

    private double sum(int rate, Target target, ToDoubleFunction<HttpLoad.Outcome> figure) {
        return figures(rate, target, figure).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private List<Double> figures(int rate, Target target, ToDoubleFunction<HttpLoad.Outcome> figure) {
        return measurements.get(new Case(rate, target)).stream()
                .map(measurement -> figure.applyAsDouble(measurement.load()))
                .toList();
    }

    private List<Double> cpuMicros(Target target) {
        return measurements.get(new Case(FLAT_OUT, target)).stream()
                .map(Measurement::cpuMicros)
                .toList();
    }

    private List<Double> ratios(int rate, Target target, ToDoubleFunction<HttpLoad.Outcome> figure) {
        return ratios(figures(rate, target, figure), figures(rate, targets.get(0), figure));
    }

    private static List<Double> ratios(List<Double> own, List<Double> floor) {
        return IntStream.range(0, own.size())
                .mapToObj(round -> own.get(round) / floor.get(round))
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
