package io.leafboot.cache.redis;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connection to one Redis that Spring Data Redis shares among threads: made in the background, and asked for anew while it
 * is broken.
 *
 * <p>Safe for use by many threads.
 */
final class SharedConnection implements AutoCloseable {

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final LettuceConnectionFactory factory;
    private volatile @Nullable RedisConnection connection;
    private @Nullable CompletableFuture<RedisConnection> connecting;
    private volatile long failedAt;
    private long renewedAt = System.nanoTime();
    private boolean closed;

    SharedConnection(LettuceConnectionFactory factory) {
        this.factory = factory;
    }

    /** The connection that was made; {@code null} if there is none yet, or none any more. */
    @Nullable
    RedisConnection made() {
        return connection;
    }

    /** The connection, which one thread makes: making it may take longer than a caller is willing to wait. */
    synchronized CompletableFuture<RedisConnection> connecting() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The cache is closed"));
        }
        CompletableFuture<RedisConnection> current = connecting;
        if (current == null || (current.isCompletedExceptionally() && System.nanoTime() - failedAt > RETRY_NANOS)) {
            current = new CompletableFuture<>();
            connecting = current;
            CompletableFuture<RedisConnection> begun = current;
            Thread thread = new Thread(() -> connect(begun), "cache-redis-connect");
            thread.setDaemon(true);
            thread.start();
        }
        return current;
    }

    private void connect(CompletableFuture<RedisConnection> mine) {
        RedisConnection made;
        try {
            made = factory.getConnection();
            made.getNativeConnection(); // wrappers connect when they are first asked
        } catch (RuntimeException ex) {
            failedAt = System.nanoTime();
            mine.completeExceptionally(ex);
            return;
        }
        synchronized (this) {
            if (closed || connecting != mine) {
                made.close();
            } else {
                connection = made;
            }
        }
        mine.complete(made);
    }

    /**
     * Asks for the connection anew, now and then while it is broken: the factory may have closed it and made another, as after
     * a reset or a check that failed.
     */
    synchronized void renew() {
        if (connection != null && System.nanoTime() - renewedAt > RETRY_NANOS) {
            renewedAt = System.nanoTime();
            disconnect();
            var unused = connecting();
        }
    }

    /** Lets go of the connection; {@link #connecting} makes one anew. */
    synchronized void disconnect() {
        RedisConnection current = connection;
        connection = null;
        connecting = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
