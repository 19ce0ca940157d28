package io.leafboot.id.processes;

import static org.awaitility.Awaitility.await;

import io.leafboot.id.processes.Progress.Counter;
import io.leafboot.id.segment.Ordering;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The drawing processes of one test, dead ones too. Closing it leaves none alive. */
final class Fleet implements AutoCloseable {

    static final int THREADS = 3;

    /** For whatever is a matter of the machine's speed only. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;

    private final Database database;

    private final long seed;

    private final List<Child> children = new ArrayList<>();

    private boolean quarantineExpected;

    private int outages;

    /** How many claims were under way, at the most, when the database was killed. */
    private long claimsInOutages;

    Fleet(Path folder, Database database, long seed) {
        this.folder = folder;
        this.database = database;
        this.seed = seed;
    }

    /** One process. */
    static final class Child {

        final Path directory;

        final Ordering ordering;

        final boolean returnUnused;

        private final Process process;

        /** Written by the test when it ends the process; whoever is found dead without it broke. */
        private boolean ended;

        private boolean killed;

        private Progress progress;

        Child(Path directory, Ordering ordering, boolean returnUnused, Process process) {
            this.directory = directory;
            this.ordering = ordering;
            this.returnUnused = returnUnused;
            this.process = process;
        }

        boolean isKilled() {
            return killed;
        }

        private Progress progress() {
            if (progress == null) {
                progress = Progress.read(directory.resolve(DrawingProcess.PROGRESS));
            }
            return progress;
        }

        boolean isReady() {
            return progress() != null && progress().isReady();
        }

        long sum(Counter counter) {
            return progress() == null ? 0 : progress().sum(counter);
        }

        long sum(int tag, Counter counter) {
            return progress() == null ? 0 : progress().sum(tag, counter);
        }

        boolean countedByEachThread(Counter counter) {
            return progress() != null && progress().countedByEach(THREADS, counter);
        }

        Map<String, Report> report() {
            Path file = directory.resolve(DrawingProcess.STATUS);
            return Files.exists(file) ? Report.read(file) : Map.of();
        }

        void command(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private AssertionError broken(String what) {
            String log;
            try {
                List<String> lines = Files.readAllLines(directory.resolve("log"));
                log = String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
            } catch (IOException e) {
                log = e.toString();
            }
            return new AssertionError(directory.getFileName() + " " + what + "; the end of its log:\n" + log);
        }

        @Override
        public String toString() {
            return directory.getFileName().toString();
        }
    }

    Child start(Ordering ordering, boolean returnUnused) {
        List<String> settings = new ArrayList<>();
        settings.add("--spring.datasource.url=" + database.url());
        for (int tag = 0; tag < Tags.NAMES.size(); tag++) {
            settings.add("--leaf.tags." + Tags.NAMES.get(tag) + ".step=" + Tags.STEPS.get(tag));
        }
        return start(ordering, returnUnused, settings);
    }

    /** Starts one that draws from segments of id services. */
    Child startClient(Ordering ordering, List<Integer> ports) {
        List<String> settings = new ArrayList<>();
        settings.add("--leaf.allocator=http");
        for (int i = 0; i < ports.size(); i++) {
            settings.add("--leaf.http.client.urls[" + i + "]=http://127.0.0.1:" + ports.get(i));
        }
        return start(ordering, false, settings);
    }

    private Child start(Ordering ordering, boolean returnUnused, List<String> settings) {
        int number = children.size();
        try {
            Path directory = Files.createDirectories(folder.resolve("process-" + number));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx160m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    DrawingProcess.class.getName(),
                    directory.toString(),
                    String.valueOf(THREADS),
                    String.valueOf(seed * 1_000 + number * 10L),
                    "1000",
                    "--spring.main.banner-mode=off",
                    "--spring.main.web-application-type=none",
                    "--logging.level.root=warn",
                    "--leaf.ordering=" + ordering.name().toLowerCase(Locale.ROOT),
                    "--leaf.return-unused-on-shutdown=" + returnUnused,
                    "--leaf.max-step=" + Tags.MAX_STEP,
                    "--leaf.acquire-timeout=200ms"));
            command.addAll(settings);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile());
            builder.environment().put("CLASSPATH", classPath());
            Child child = new Child(directory, ordering, returnUnused, builder.start());
            children.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String classPath() {
        String tests = System.getProperty("surefire.test.class.path");
        return tests == null ? System.getProperty("java.class.path") : tests.replace(':', File.pathSeparatorChar);
    }

    List<Child> all() {
        return List.copyOf(children);
    }

    List<Child> alive() {
        return children.stream().filter(child -> !child.ended).toList();
    }

    long drawn() {
        return children.stream().mapToLong(child -> child.sum(Counter.DRAWN)).sum();
    }

    int kills() {
        return (int) children.stream().filter(Child::isKilled).count();
    }

    int outages() {
        return outages;
    }

    long claimsInOutages() {
        return claimsInOutages;
    }

    /** Notes that the database was killed while all living processes may have had a claim under way for every tag. */
    void noteOutage() {
        outages++;
        claimsInOutages += (long) alive().size() * Tags.NAMES.size();
    }

    /** From now on a quarantine is no error: the test sets rows back. */
    void expectQuarantine() {
        quarantineExpected = true;
    }

    private void checkAlive() {
        for (Child child : alive()) {
            if (!child.process.isAlive()) {
                throw child.broken("ended by itself with exit code " + child.process.exitValue());
            }
            if (!quarantineExpected && child.sum(Counter.QUARANTINED) > 0) {
                throw child.broken("met a row that went back");
            }
        }
    }

    /** Waits for something, and fails at once when a process ends by itself meanwhile, or is quarantined. */
    void awaitThat(String what, BooleanSupplier condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            checkAlive();
            return condition.getAsBoolean();
        });
    }

    void awaitReady() {
        awaitThat(
                "all processes draw",
                () -> alive().stream().allMatch(child -> child.isReady() && child.sum(Counter.DRAWN) > 0));
    }

    void awaitDrawn(long total) {
        awaitThat("drawn: " + total, () -> drawn() >= total);
    }

    /** Waits until each living process has drawn of each tag what it cannot have had in memory. */
    void awaitFreshSegments() {
        List<Child> alive = alive();
        long[][] before = counts(alive, Counter.DRAWN);
        awaitThat(
                "each process has ids from new claims",
                () -> exceeds(alive, Counter.DRAWN, before, 3L * Tags.MAX_STEP));
    }

    /** Waits until each living process has met, for each tag, what is counted by {@code counter}. */
    void awaitEach(Counter counter) {
        List<Child> alive = alive();
        long[][] before = counts(alive, counter);
        awaitThat("each process met for each tag: " + counter, () -> exceeds(alive, counter, before, 0));
    }

    /** Waits until each thread of each living process has met, for each tag, what is counted by {@code counter}. */
    void awaitEachThread(Counter counter) {
        awaitThat(
                "each thread met for each tag: " + counter,
                () -> alive().stream().allMatch(child -> child.countedByEachThread(counter)));
    }

    private static long[][] counts(Collection<Child> children, Counter counter) {
        return children.stream()
                .map(child -> {
                    long[] sums = new long[Tags.NAMES.size()];
                    for (int tag = 0; tag < sums.length; tag++) {
                        sums[tag] = child.sum(tag, counter);
                    }
                    return sums;
                })
                .toArray(long[][]::new);
    }

    private static boolean exceeds(List<Child> children, Counter counter, long[][] before, long by) {
        long[][] now = counts(children, counter);
        for (int i = 0; i < now.length; i++) {
            for (int tag = 0; tag < now[i].length; tag++) {
                if (now[i][tag] <= before[i][tag] + by) {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@code kill -9}. */
    void kill(Child child) {
        checkAlive();
        child.ended = true;
        child.killed = true;
        child.process.destroyForcibly();
        waitFor(child);
    }

    /** Ends processes in order, all at a time, by a signal where there is one. Those not yet ready are waited for. */
    void end(Collection<Child> ending) {
        awaitThat("those that shall end have started", () -> ending.stream().allMatch(Child::isReady));
        for (Child child : ending) {
            child.ended = true;
            if (child.process.supportsNormalTermination()) {
                child.process.toHandle().destroy(); // Process.destroy() would close its standard input, too
            } else {
                child.command("stop");
            }
        }
        for (Child child : ending) {
            waitFor(child);
            int code = child.process.exitValue();
            if ((code != 0 && code != 128 + 15) || child.report().isEmpty()) {
                throw child.broken("did not end in order, exit code " + code);
            }
        }
    }

    private static void waitFor(Child child) {
        try {
            if (!child.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw child.broken("does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        children.forEach(child -> child.process.destroyForcibly());
        children.forEach(Fleet::waitFor);
    }
}
