package io.leafboot.benchmarks.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all processes load from: it answers each call after a while, or fails after a while, and counts. */
final class StampedeSource implements AutoCloseable {

    static final String FAILED = "failed";

    private static final long SLOW_MILLIS = 200;

    private final ServerSocket server;
    private final AtomicInteger loads = new AtomicInteger();
    private volatile boolean failing;

    StampedeSource() throws IOException {
        server = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void setFailing(boolean failing) {
        this.failing = failing;
    }

    /** Loads since this was last asked. */
    int takeLoads() {
        return loads.getAndSet(0);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                start(() -> answer(client));
            } catch (IOException ex) {
                // closed
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            loads.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            OutputStream out = client.getOutputStream();
            out.write((failing ? FAILED : "loaded").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException ex) {
            // the process has gone
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called in the processes: one connection a load. */
    static Product load(int port, String key) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            if (FAILED.equals(in.readLine())) {
                throw new IllegalStateException("The source has failed for " + key);
            }
            return Product.of(1);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "stampede-source");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
