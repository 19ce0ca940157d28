package io.leafboot.cache.reliability;

import io.leafboot.cache.reliability.Operation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A process of {@link NodeApplication}, seen from the test. */
final class Node implements AutoCloseable {

    private final int number;
    private final Process process;
    private final Path folder;
    private final Path portFile;
    private final ConcurrentLinkedDeque<Lines> idle = new ConcurrentLinkedDeque<>();
    private volatile int port;

    Node(int number, Path folder, List<String> jvm, Map<String, String> settings) {
        this.number = number;
        this.folder = folder;
        this.portFile = folder.resolve("port");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(jvm);
        command.add(NodeApplication.class.getName());
        command.add("--node.file=" + portFile);
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.log").toFile())
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    Node awaitStart() {
        Awaitility.await("node " + number)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("Node " + number + " did not start:\n" + log());
                    }
                })
                .until(() -> Files.exists(portFile));
        try {
            port = Integer.parseInt(Files.readString(portFile));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return this;
    }

    int number() {
        return number;
    }

    /** What it has written to its standard streams. */
    String log() {
        try {
            return Files.readString(folder.resolve("out.log"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    /** A connection of the caller's own, for orders that are answered later. */
    Lines connect() {
        return Lines.connect(port).patience(Duration.ofSeconds(60));
    }

    String ask(String order) {
        Lines lines = idle.poll();
        if (lines == null) {
            lines = connect();
        }
        String answer = lines.ask(order);
        idle.push(lines);
        return answer;
    }

    Operation call(String shop, Kind kind, String key) {
        return Operation.parse(number, ask(callOrder(shop, kind, key)));
    }

    static String callOrder(String shop, Kind kind, String key) {
        return "call " + shop + " " + kind + " " + key;
    }

    /** The health of its caches: {@code UP}, or what is wrong. */
    String health() {
        return ask("health");
    }

    /** Threads that are not the harness's. */
    int threads() {
        return Integer.parseInt(ask("threads"));
    }

    /** Bytes of the heap after a collection. */
    long heap() {
        return Long.parseLong(ask("heap"));
    }

    /** Begins a workload, whose operations are given to a consumer on a thread of their own, until it is stopped or the node ends. */
    Work work(Workload workload, Consumer<Operation> operations) {
        return new Work(workload, operations);
    }

    /** A workload that runs. */
    final class Work {

        private final Lines lines = connect();
        private final CountDownLatch ended = new CountDownLatch(1);

        private Work(Workload workload, Consumer<Operation> operations) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            lines.send("work " + workload.line());
                            for (String line = lines.receive(); !line.equals("end"); line = lines.receive()) {
                                if (Operation.isWhole(line)) {
                                    operations.accept(Operation.parse(number, line));
                                }
                            }
                        } catch (UncheckedIOException ex) {
                            // the node has gone, which whoever asks it next will notice
                        } finally {
                            ended.countDown();
                            lines.close();
                        }
                    },
                    "history-of-node-" + number);
            thread.setDaemon(true);
            thread.start();
        }

        /** Ends it; waits until all callers have come back, or the node has gone. */
        void stop() {
            try {
                lines.send("stop");
            } catch (UncheckedIOException ex) {
                // it has gone
            }
            try {
                if (!ended.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("Callers of node " + number + " do not come back");
                }
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(ex);
            }
        }
    }

    @Override
    public void close() {
        kill();
    }
}
