package io.leafboot.benchmarks.http;

import io.leafboot.benchmarks.Options;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Ids over HTTP: the sample service, a bare Spring MVC handler that returns a counter (the floor), and servers of others that
 * are already running, each in a process of its own; the clients are in this one. A round measures each of them once, one
 * after the other, so that a ratio compares what ran close together.
 */
public final class HttpBenchmark {

    private static final List<String> OPTIONS = List.of(
            "service", "service-args", "java", "jvm", "clients", "rates", "rounds", "warmup", "seconds", "peers");

    private static final long COMPILE_ANSWERS = 100_000;

    private static final long COMPILE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private static final String DIGITS_ALONE = "";

    private static final String DATA = "\"data\":";

    private final Options options;

    private final int clients;

    private final int warmUpSeconds;

    private final int seconds;

    private HttpBenchmark(Options options) {
        this.options = options;
        this.clients = options.number("clients", 1_000);
        this.warmUpSeconds = options.number("warmup", 5);
        this.seconds = options.number("seconds", 10);
    }

    /** Runs it and prints Markdown; {@code --name=value} sets an option. */
    public static void main(String[] args) throws Exception {
        new HttpBenchmark(new Options(args, OPTIONS)).run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("id-service");
        try (ServerProcess floor = ServerProcess.start("floor", floorCommand(), "/text", folder);
                ServerProcess service =
                        ServerProcess.start("service", serviceCommand(folder), "/api/v1/id?biz_tag=order", folder)) {
            List<Target> targets = new ArrayList<>();
            targets.add(new Target("floor, text", floor.uri("/text"), DIGITS_ALONE, floor.pid()));
            targets.add(new Target("floor, JSON", floor.uri("/json"), DATA, floor.pid()));
            targets.add(
                    new Target("**Leaf** `/api/v1/id`", service.uri("/api/v1/id?biz_tag=order"), DATA, service.pid()));
            targets.add(new Target(
                    "**Leaf** `/api/segment/get`", service.uri("/api/segment/get/order"), DIGITS_ALONE, service.pid()));
            for (String peer : words("peers", "")) {
                String[] parts = peer.split("@"); // name@address@pid
                targets.add(new Target(parts[0], URI.create(parts[1]), DIGITS_ALONE, Long.parseLong(parts[2])));
            }
            int[] rates = options.numbers("rates", "10000");
            HttpReport report = new HttpReport(targets);
            for (Target target : targets) {
                compile(target);
            }
            for (int round = 1; round <= options.number("rounds", 3); round++) {
                List<Target> order = new ArrayList<>(targets);
                if (round % 2 == 0) {
                    Collections.reverse(order);
                }
                measure(round, HttpReport.FLAT_OUT, order, report);
                for (int rate : rates) {
                    measure(round, rate, order, report);
                }
            }
            report.print(clients, seconds, rates);
        }
    }

    private List<String> floorCommand() {
        List<String> command = jvm();
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FloorApplication.class.getName()));
        command.add("--spring.main.banner-mode=off");
        // As in the sample.
        command.add("--spring.threads.virtual.enabled=true");
        command.add("--server.tomcat.accept-count=1024");
        command.add("--server.tomcat.max-keep-alive-requests=-1");
        return command;
    }

    private List<String> serviceCommand(Path folder) throws IOException {
        List<String> command = jvm();
        command.add("-jar");
        command.add(Path.of(options.text("service", "")).toAbsolutePath().toString());
        command.add("--management.server.port=" + ServerProcess.freePort());
        command.add("--spring.datasource.url=jdbc:h2:file:" + folder.resolve("ids"));
        command.add("--leaf.http.meituan.enabled=true");
        command.addAll(words("service-args", ""));
        return command;
    }

    private List<String> jvm() {
        List<String> command = new ArrayList<>();
        command.add(options.text(
                "java", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(words("jvm", "-Xmx256m"));
        return command;
    }

    private List<String> words(String option, String preset) {
        String text = options.text(option, preset).strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /** Has a server answer until its code is compiled, which on a busy machine is a matter of requests and not of seconds. */
    private void compile(Target target) throws IOException {
        long answers = 0;
        for (long end = System.nanoTime() + COMPILE_NANOS; answers < COMPILE_ANSWERS && System.nanoTime() - end < 0; ) {
            answers += HttpLoad.flatOut(target, clients, 0, 2).all();
        }
        System.err.printf(Locale.ROOT, "%s: %,d answers before the first round%n", target.name(), answers);
    }

    private void measure(int round, int rate, List<Target> order, HttpReport report) throws IOException {
        for (Target target : order) {
            Duration before = ServerProcess.cpu(target.pid());
            HttpLoad.Outcome outcome = rate == HttpReport.FLAT_OUT
                    ? HttpLoad.flatOut(target, clients, warmUpSeconds, seconds)
                    : HttpLoad.atRate(target, clients, rate, warmUpSeconds, seconds);
            report.add(rate, target, outcome, ServerProcess.cpu(target.pid()).minus(before));
            System.err.printf(
                    Locale.ROOT,
                    "round %d, %d/s, %s: %.0f/s, p50 %.2f ms, p99 %.2f ms, %d errors, %d ids twice, %d reconnects%n",
                    round,
                    rate,
                    target.name(),
                    outcome.perSecond(),
                    outcome.millis(50),
                    outcome.millis(99),
                    outcome.errors(),
                    outcome.repeated(),
                    outcome.reconnects());
        }
    }
}
