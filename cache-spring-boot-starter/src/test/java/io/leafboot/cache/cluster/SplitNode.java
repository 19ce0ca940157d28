package io.leafboot.cache.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of {@link SplitApplication}, seen from the test. */
final class SplitNode implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final PrintStream orders;
    private long tookMillis;

    /**
     * Starts one.
     *
     * @param within command that runs it elsewhere
     */
    SplitNode(List<String> within, Map<String, String> settings) throws IOException {
        log = Files.createTempFile("split-node", ".log");
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx160m",
                "-cp",
                System.getProperty("java.class.path"),
                SplitApplication.class.getName()));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    SplitNode awaitStart() throws IOException {
        String line = answers.readLine();
        if (!"ready".equals(line)) {
            throw new IllegalStateException("The node did not start:\n" + log());
        }
        return this;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Has it do something, and waits for the answer. */
    synchronized String ask(String order) {
        orders.println(order);
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("The node has gone:\n" + log());
            }
            int space = answer.indexOf(' ');
            tookMillis = Long.parseLong(answer.substring(0, space));
            return answer.substring(space + 1);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** How long the last order took there. */
    long tookMillis() {
        return tookMillis;
    }

    boolean sees(int members) {
        return ask("members").equals("" + members);
    }

    /** Whether it has found so many nodes that have the cache, and trusts what it holds. */
    boolean isWell(String cache, int members) {
        String health = ask("health " + cache);
        return health.contains("cluster=ok") && health.contains("members=" + members);
    }

    /** As {@code kill -STOP}: it does nothing any more, and does not know. */
    void pause() {
        signal("STOP");
    }

    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(log);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
