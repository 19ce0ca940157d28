package io.leafboot.benchmarks.http;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, on the loopback address. */
final class ServerProcess implements AutoCloseable {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(180);

    private final Process process;

    private final Path log;

    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts {@code command} with {@code --server.port} added, and waits until {@code path} answers. */
    static ServerProcess start(String name, List<String> command, String path, Path folder)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> all = new ArrayList<>(command);
        all.add("--server.address=127.0.0.1");
        all.add("--server.port=" + port);
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // also when this process is interrupted
        ServerProcess server = new ServerProcess(process, log, port);
        server.awaitAnswer(path);
        return server;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    long pid() {
        return process.pid();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Returns the processor time that a process has taken. */
    static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** Returns a figure of {@code /proc/<pid>/status}, such as {@code VmRSS}, in MB, or not a number where there is none. */
    static double memoryMegabytes(long pid, String figure) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(figure + ":")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            System.err.println("No memory figure: " + e);
        }
        return Double.NaN;
    }

    private void awaitAnswer(String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (!answers(path)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("The server did not start:\n" + Files.readString(log));
            }
            Thread.sleep(50);
        }
    }

    private boolean answers(String path) {
        try {
            return ((HttpURLConnection) uri(path).toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
