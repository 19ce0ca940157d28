package io.leafboot.benchmarks.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Callers in several processes ask for one key that nobody has, of a source that takes 200 ms: how often is it loaded, and
 * when does the last caller have an answer? The same with a source that fails after 200 ms. Prints a table.
 */
public final class Stampede {

    private static final int PROCESSES = 3;
    private static final Duration UNTIL_ALL_WAIT = Duration.ofSeconds(1);

    private Stampede() {}

    /** Runs it; arguments are the number of callers (1000), and rounds of each contestant (3), of which the last is told. */
    public static void main(String[] args) throws IOException {
        int callers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        System.out.printf("%d callers in %d processes, a source of 200 ms%n%n", callers, PROCESSES);
        System.out.println("| | loads | last answer | failing: loads | last answer |");
        System.out.println("|---|--:|--:|--:|--:|");
        try (StampedeSource source = new StampedeSource()) {
            for (StampedeContestant contestant : StampedeContestant.values()) {
                System.out.println(run(contestant, source, callers, rounds));
            }
        }
    }

    private static String run(StampedeContestant contestant, StampedeSource source, int callers, int rounds)
            throws IOException {
        List<Child> children = new ArrayList<>();
        try (RedisProcess redis = new RedisProcess()) {
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    children.add(new Child(contestant, redis.port(), source.port()));
                }
                for (Child child : children) {
                    child.answer();
                }
                String row = "";
                for (int round = 0; round < rounds; round++) { // the first ones load classes
                    row = "| " + contestant.title() + " | " + ask(children, source, callers, "key-" + round, false)
                            + " | " + ask(children, source, callers, "failing-" + round, true) + " |";
                }
                return row;
            } finally {
                children.forEach(Child::close);
            }
        }
    }

    private static String ask(List<Child> children, StampedeSource source, int callers, String key, boolean failing)
            throws IOException {
        source.setFailing(failing);
        source.takeLoads();
        long begin = System.nanoTime() + UNTIL_ALL_WAIT.toNanos();
        for (int i = 0; i < children.size(); i++) {
            int share = callers / children.size() + (i < callers % children.size() ? 1 : 0);
            children.get(i).ask(key + " " + share + " " + begin);
        }
        long last = begin;
        int failed = 0;
        for (Child child : children) {
            String[] answer = child.answer().split(" ");
            last = Math.max(last, Long.parseLong(answer[0]));
            failed += Integer.parseInt(answer[1]);
        }
        if (failed != (failing ? callers : 0)) {
            throw new IllegalStateException(failed + " of " + callers + " callers of " + key + " got an exception");
        }
        return source.takeLoads() + " | " + (last - begin) / 1_000_000 + " ms";
    }

    /** A process of {@link StampedeNode}. */
    private static final class Child {

        private final Process process;
        private final Writer in;
        private final BufferedReader out;

        Child(StampedeContestant contestant, int redisPort, int sourcePort) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StampedeNode.class.getName(),
                            contestant.name(),
                            Integer.toString(redisPort),
                            Integer.toString(sourcePort))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = process.outputWriter(StandardCharsets.US_ASCII);
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        void ask(String order) throws IOException {
            in.write(order + "\n");
            in.flush();
        }

        String answer() throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(StampedeNode.ANSWER)) {
                    return line.substring(StampedeNode.ANSWER.length());
                }
            }
            throw new UncheckedIOException(new IOException("A process has ended"));
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
