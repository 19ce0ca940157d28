package io.leafboot.cache.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * Accepts connections whose other side has shown a certificate that is trusted. The engine accepts one at a time and waits for
 * each to speak: whoever opens connections and is silent would keep nodes from joining. So handshakes are made beside each
 * other, so many at once, each within a time limit as a whole, and the engine is given what came through.
 */
final class TlsServerSocket extends ServerSocket {

    /** Makes a socket that wants a certificate out of one that was opened. */
    interface Securing {

        SSLSocket secure(Socket socket) throws IOException;
    }

    private static final int AT_ONCE = 64;
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Securing securing;
    private final Rejections rejections;
    private final BlockingQueue<Socket> ready = new ArrayBlockingQueue<>(AT_ONCE);
    private final ThreadPoolExecutor handshakes;
    private final ScheduledThreadPoolExecutor limits;

    TlsServerSocket(Securing securing, Rejections rejections) throws IOException {
        this.securing = securing;
        this.rejections = rejections;
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "cache-cluster-handshake");
            thread.setDaemon(true);
            return thread;
        };
        handshakes = new ThreadPoolExecutor(0, AT_ONCE + 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        limits = new ScheduledThreadPoolExecutor(1, threads);
        limits.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) throws IOException {
        super.bind(endpoint, backlog);
        handshakes.execute(this::acceptAll);
    }

    private void acceptAll() {
        while (!isClosed()) {
            try {
                begin(super.accept());
            } catch (IOException ex) {
                if (!isClosed()) {
                    pause(); // out of file descriptors perhaps, which come back
                }
            }
        }
    }

    private void begin(Socket socket) {
        ScheduledFuture<?> limit = null;
        try {
            limit = limits.schedule(() -> close(socket), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            ScheduledFuture<?> running = limit;
            handshakes.execute(() -> handshake(socket, running));
        } catch (RuntimeException ex) { // too many at once, or closed
            if (limit != null) {
                limit.cancel(false);
            }
            reject(socket, "more connections are being opened than are looked at");
        }
    }

    private void handshake(Socket socket, ScheduledFuture<?> limit) {
        try {
            SSLSocket secure = securing.secure(socket);
            secure.startHandshake();
            if (!limit.cancel(false) || !ready.offer(secure)) {
                reject(secure, "it took too long");
            }
        } catch (IOException | RuntimeException ex) {
            limit.cancel(false);
            reject(socket, String.valueOf(ex.getMessage()));
        }
    }

    private void reject(Socket socket, String reason) {
        if (!isClosed()) {
            rejections.add(socket.getInetAddress(), reason);
        }
        close(socket);
    }

    @Override
    public Socket accept() throws IOException {
        try {
            while (!isClosed()) {
                Socket socket = ready.poll(1, TimeUnit.SECONDS);
                if (socket != null) {
                    return socket;
                }
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        throw new SocketException("Socket closed");
    }

    @Override
    public void close() throws IOException {
        super.close();
        limits.shutdownNow();
        handshakes.shutdownNow();
        ready.forEach(TlsServerSocket::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ex) {
            // it is gone either way
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
