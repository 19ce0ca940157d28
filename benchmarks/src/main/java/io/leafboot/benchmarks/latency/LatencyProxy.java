package io.leafboot.benchmarks.latency;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback that makes its target look far away: each message is held back for half of the round trip, in
 * each direction. Messages overlap, as on a long line; they don't queue behind each other's delay.
 */
final class LatencyProxy implements AutoCloseable {

    private static final int LARGEST_MESSAGE = 64 * 1024;

    private static final Message END = new Message(0, new byte[0]);

    private final InetSocketAddress target;

    private final ServerSocket server;

    private volatile long halfTripNanos;

    private record Message(long dueNanos, byte[] bytes) {}

    LatencyProxy(int targetPort) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        target = new InetSocketAddress(loopback, targetPort);
        server = new ServerSocket(0, 50, loopback);
        start("accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Sets the round-trip time that is added from the next message on. */
    void setRoundTrip(Duration roundTrip) {
        halfTripNanos = roundTrip.toNanos() / 2;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket();
                upstream.connect(target);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                pump("there", client, upstream);
                pump("back", upstream, client);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("The proxy cannot accept a connection", e);
                }
            }
        }
    }

    private void pump(String direction, Socket from, Socket to) {
        BlockingQueue<Message> underWay = new LinkedBlockingQueue<>();
        start(direction + "-read", () -> read(from, underWay));
        start(direction + "-write", () -> write(underWay, to));
    }

    private void read(Socket from, BlockingQueue<Message> underWay) {
        byte[] buffer = new byte[LARGEST_MESSAGE];
        try (InputStream in = from.getInputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] bytes = new byte[length];
                System.arraycopy(buffer, 0, bytes, 0, length);
                underWay.add(new Message(System.nanoTime() + halfTripNanos, bytes));
            }
        } catch (IOException e) {
            // The other direction has closed the socket.
        } finally {
            underWay.add(END);
        }
    }

    private static void write(BlockingQueue<Message> underWay, Socket to) {
        try (OutputStream out = to.getOutputStream()) {
            for (Message message = underWay.take(); message != END; message = underWay.take()) {
                long wait = message.dueNanos() - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                out.write(message.bytes());
                out.flush();
            }
        } catch (IOException e) {
            // The receiver has gone; so will the sender.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "latency-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
