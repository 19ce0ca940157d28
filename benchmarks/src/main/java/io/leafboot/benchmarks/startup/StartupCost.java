package io.leafboot.benchmarks.startup;

import io.leafboot.benchmarks.Statistics;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the starter adds to the start of a service: {@link ServiceApplication} in a JVM of its own, without and with the
 * starter on the class path, by turns; from the start of the process until the application is ready.
 */
public final class StartupCost {

    private record Start(double seconds, double cpuSeconds) {}

    private final String java = ProcessHandle.current()
            .info()
            .command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());

    private StartupCost() {}

    /** Takes the service's classes, the class paths without and with the starter (files), and how many runs of each. */
    public static void main(String[] args) throws Exception {
        String classes = args[0];
        String plain = classes
                + File.pathSeparator
                + Files.readString(Path.of(args[1])).strip();
        String leaf = classes
                + File.pathSeparator
                + Files.readString(Path.of(args[2])).strip();
        int runs = Integer.parseInt(args[3]);

        StartupCost cost = new StartupCost();
        // The first of each reads its jars from the disk.
        cost.start(plain);
        cost.start(leaf);
        List<Start> without = new ArrayList<>();
        List<Start> with = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            // By turns, and each first in every other turn.
            if (run % 2 == 0) {
                without.add(cost.start(plain));
                with.add(cost.start(leaf));
            } else {
                with.add(cost.start(leaf));
                without.add(cost.start(plain));
            }
            System.err.printf("%2d: %s, %s%n", run + 1, without.get(run), with.get(run));
        }

        System.out.println("More on the class path with the starter: " + more(plain, leaf) + "\n");
        System.out.println("| start of a service | without, median | lowest – highest | with, median | lowest – highest"
                + " | with ÷ without, by pairs | lowest – highest |\n|---|---:|---:|---:|---:|---:|---:|");
        print("until ready, s", without, with, Start::seconds);
        print("processor time, s", without, with, Start::cpuSeconds);
    }

    private static void print(String what, List<Start> without, List<Start> with, ToDoubleFunction<Start> figure) {
        List<Double> plain = without.stream().map(figure::applyAsDouble).toList();
        List<Double> leaf = with.stream().map(figure::applyAsDouble).toList();
        List<Double> ratios = IntStream.range(0, plain.size())
                .mapToObj(run -> leaf.get(run) / plain.get(run))
                .toList();
        System.out.printf("| %s | %s | %s | %s |%n", what, columns(plain), columns(leaf), columns(ratios));
    }

    private static String columns(List<Double> values) {
        return String.format(
                Locale.ROOT,
                "%.2f | %.2f – %.2f",
                Statistics.median(values),
                Statistics.lowest(values),
                Statistics.highest(values));
    }

    private static List<String> more(String plain, String leaf) {
        List<String> known = jars(plain).toList();
        return jars(leaf).filter(jar -> !known.contains(jar)).toList();
    }

    private static Stream<String> jars(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(jar -> Path.of(jar).getFileName().toString());
    }

    /** Starts the service, waits until it is ready, ends it, and returns what it took. */
    private Start start(String classPath) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(java, "-cp", classPath, ServiceApplication.class.getName())
                .redirectErrorStream(true)
                .start();
        List<String> output = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(ServiceApplication.READY)) {
                    double seconds = (System.nanoTime() - begin) / 1e9;
                    Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
                    return new Start(seconds, cpu.toNanos() / 1e9);
                }
                output.add(line);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        throw new IllegalStateException("The service did not start:\n" + String.join("\n", output));
    }
}
