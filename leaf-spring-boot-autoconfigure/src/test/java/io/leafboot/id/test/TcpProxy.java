package io.leafboot.id.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands before a server on the loopback address: can hang, refuse, and counts round trips. */
public final class TcpProxy implements AutoCloseable {

    private final int target;

    private final int port;

    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition released = lock.newCondition();

    private final AtomicLong roundTrips = new AtomicLong();

    /** How many answers are still to be lost. */
    private final AtomicInteger losses = new AtomicInteger();

    /** Set before the listening socket is closed, since one that somebody waits on accepts for a moment longer. */
    private volatile boolean refusing;

    private boolean held;

    private ServerSocket server;

    /** Starts forwarding to a port of this machine. */
    public TcpProxy(int target) {
        this.target = target;
        this.server = listen(0);
        this.port = server.getLocalPort();
    }

    private ServerSocket listen(int wanted) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            start(() -> {
                while (true) {
                    connect(opened.accept());
                }
            });
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(upstream);
        if (refusing) {
            cut();
            return;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        // Whose turn it was to speak last: a request that follows an answer begins a round trip.
        boolean[] answered = {true};
        start(() -> forward(client, upstream, () -> {
            synchronized (answered) {
                if (answered[0]) {
                    roundTrips.incrementAndGet();
                    answered[0] = false;
                }
            }
        }));
        start(() -> forward(upstream, client, () -> {
            if (losses.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                closeQuietly(client);
                throw new IOException("lost");
            }
            synchronized (answered) {
                answered[0] = true;
            }
        }));
    }

    private void forward(Socket from, Socket to, Work seen) throws IOException {
        byte[] bytes = new byte[16_384];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                lock.lock();
                try {
                    while (held) {
                        released.awaitUninterruptibly();
                    }
                } finally {
                    lock.unlock();
                }
                seen.run();
                out.write(bytes, 0, n);
            }
        }
    }

    /** Returns the port to connect to. */
    public int port() {
        return port;
    }

    /** Returns how many requests were answered or are waiting for an answer, over all connections. */
    public long roundTrips() {
        return roundTrips.get();
    }

    /** Resets the connection of each of the next {@code n} answers instead of passing it on. */
    public void loseAnswers(int n) {
        losses.set(n);
    }

    /** Returns how many answers are still to be lost. */
    public int answersToLose() {
        return losses.get();
    }

    /** Hangs: connections stay open, new ones are accepted, and nothing passes any more. */
    public void hold() {
        setHeld(true);
    }

    /** Lets everything pass again, what was held back first. */
    public void release() {
        setHeld(false);
    }

    private void setHeld(boolean value) {
        lock.lock();
        try {
            held = value;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Resets the connections there are. */
    public void cut() {
        for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            closeQuietly(socket);
        }
    }

    /** Resets the connections there are, and refuses new ones. */
    public void refuse() {
        refusing = true;
        closeQuietly(server);
        cut();
    }

    /** Accepts connections again. */
    public void accept() {
        refusing = false;
        server = listen(port);
    }

    @Override
    public void close() {
        release();
        refuse();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // gone already
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one side closed its connection
                    }
                },
                "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
