package io.leafboot.cache.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/** A node that is a process of its own, which can be killed and looked at from outside. */
final class ClusterProcess implements AutoCloseable {

    private final Process process;

    private ClusterProcess(Process process) {
        this.process = process;
    }

    /** Starts one; who waits until it has joined looks from another node. */
    static ClusterProcess start(String host, int port, String store, String... seeds) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterProcess.class.getName(),
                host,
                "" + port,
                store,
                String.join(",", seeds));
        return new ClusterProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }

    /** The node. */
    public static void main(String[] arguments) throws InterruptedException {
        SSLContext context = arguments[2].isEmpty() ? null : TestCertificates.context(Path.of(arguments[2]));
        ClusterNode node = new ClusterNode(new ClusterSettings(
                "test",
                arguments[0],
                Integer.parseInt(arguments[1]),
                Arrays.asList(arguments[3].split(",")),
                context == null ? null : () -> context,
                Split.SERVE,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1 << 20));
        node.manager();
        new CountDownLatch(1).await();
    }
}
