package io.leafboot.cache.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to Redis on the loopback address that is slow, breaks or is closed when it is told to. What is slow is each request:
 * it is held back for a while, without those behind it waiting for more than that.
 */
final class RedisProxy implements AutoCloseable {

    private static final Chunk END = new Chunk(0, new byte[0]);

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile long delayNanos;
    private volatile boolean refusing;

    private record Chunk(long due, byte[] bytes) {}

    RedisProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        start("accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Requests from now on arrive so much later. */
    void slow(Duration delay) {
        delayNanos = delay.toNanos();
    }

    /** Breaks all connections; new ones can be made. */
    void cut() {
        sockets.forEach(RedisProxy::close);
    }

    /** Breaks all connections, and those that are made, until it is switched off. */
    void refusing(boolean on) {
        refusing = on;
        if (on) {
            cut();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    client.close();
                    continue;
                }
                connect(client);
            } catch (IOException ex) {
                // closed, or a client that went at once
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1000);
        } catch (IOException ex) {
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(upstream);
        BlockingQueue<Chunk> requests = new LinkedBlockingQueue<>();
        start("requests", () -> read(client, upstream, requests));
        start("delayed", () -> write(requests, client, upstream));
        start("answers", () -> copy(upstream, client));
    }

    private void read(Socket client, Socket upstream, BlockingQueue<Chunk> requests) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = client.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] bytes = new byte[length];
                System.arraycopy(buffer, 0, bytes, 0, length);
                requests.add(new Chunk(System.nanoTime() + delayNanos, bytes));
            }
        } catch (IOException ex) {
            // it has gone
        } finally {
            requests.add(END);
            end(client, upstream);
        }
    }

    private void write(BlockingQueue<Chunk> requests, Socket client, Socket upstream) {
        try {
            OutputStream out = upstream.getOutputStream();
            for (Chunk chunk = requests.take(); chunk != END; chunk = requests.take()) {
                for (long left = chunk.due() - System.nanoTime(); left > 0; left = chunk.due() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(chunk.bytes());
            }
        } catch (IOException ex) {
            // it has gone
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } finally {
            end(client, upstream);
        }
    }

    private void copy(Socket upstream, Socket client) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
            }
        } catch (IOException ex) {
            // it has gone
        } finally {
            end(client, upstream);
        }
    }

    private void end(Socket client, Socket upstream) {
        close(client);
        close(upstream);
        sockets.remove(client);
        sockets.remove(upstream);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ex) {
            // it is closed
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "redis-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        cut();
    }
}
