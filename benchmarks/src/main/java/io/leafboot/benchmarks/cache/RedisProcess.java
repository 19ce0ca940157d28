package io.leafboot.benchmarks.cache;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own on this machine, which keeps nothing on disk. */
public final class RedisProcess implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    /** A JVM that is killed, or that JMH gives up, ends the server too: its end of the pipe is closed then. */
    private static final String UNTIL_INPUT_ENDS = "\"$@\" & cat > /dev/null; kill -9 $!; rm -rf \"$0\"";

    private final Path folder;
    private final Process process;
    private final int port;

    /** Starts it, and waits until it answers. */
    public RedisProcess() {
        try {
            folder = Files.createTempDirectory("redis");
            File executable =
                    ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
            port = freePort();
            process = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            UNTIL_INPUT_ENDS,
                            folder.toString(),
                            executable.getPath(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            HOST,
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            awaitAnswer();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Where it listens. */
    public String host() {
        return HOST;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!answers()) {
            if (System.nanoTime() - deadline > 0) {
                String log = Files.readString(folder.resolve("log"));
                close();
                throw new IllegalStateException("Redis did not start:\n" + log);
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException ex) {
            return false; // not yet
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        process.onExit().join();
    }
}
