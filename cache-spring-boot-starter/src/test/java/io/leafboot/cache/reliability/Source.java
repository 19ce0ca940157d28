package io.leafboot.cache.reliability;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The one source of truth of all nodes: a version of each key, which only grows. It counts who asks for what, and is slow,
 * fails or never answers when it is told to. A load reads the version first and dawdles then, so that it can be overtaken.
 */
final class Source implements AutoCloseable {

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final AtomicLong loads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final LineServer server = new LineServer("source", this::talk);
    private volatile long slowNanos;
    private volatile long jitterNanos;
    private volatile boolean failing;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    private static final class Row {
        final AtomicLong version = new AtomicLong(1);
        final AtomicInteger loads = new AtomicInteger();
        final AtomicInteger under = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final Queue<Long> failedAt = new ConcurrentLinkedQueue<>();
    }

    int port() {
        return server.port();
    }

    /** Each load takes so long. */
    void slow(Duration time) {
        slowNanos = time.toNanos();
    }

    /** Each load takes up to so long, besides. */
    void jitter(Duration time) {
        jitterNanos = time.toNanos();
    }

    /** Loads fail, after they were slow. */
    void failing(boolean on) {
        failing = on;
    }

    /** Loads wait until this is switched off. */
    void hanging(boolean on) {
        CountDownLatch before = hanging;
        hanging = new CountDownLatch(on ? 1 : 0);
        before.countDown();
    }

    long version(String key) {
        return row(key).version.get();
    }

    long write(String key) {
        return row(key).version.incrementAndGet();
    }

    /** How often the key was loaded, failed loads included. */
    int loads(String key) {
        return row(key).loads.get();
    }

    /** How many loads of the key were under way at once, at most. */
    int most(String key) {
        return row(key).most.get();
    }

    /** When loads of the key failed. */
    long[] failedAt(String key) {
        return row(key).failedAt.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Loads of all keys. */
    long loads() {
        return loads.get();
    }

    /** Loads of all keys that failed. */
    long failures() {
        return failures.get();
    }

    private Row row(String key) {
        return rows.computeIfAbsent(key, same -> new Row());
    }

    private void talk(Lines client) {
        while (true) {
            String[] request = client.receive().split(" ", 2);
            client.send(request[0].equals("write") ? Long.toString(write(request[1])) : load(request[1]));
        }
    }

    private String load(String key) {
        Row row = row(key);
        loads.incrementAndGet();
        row.loads.incrementAndGet();
        row.most.accumulateAndGet(row.under.incrementAndGet(), Math::max);
        try {
            long version = row.version.get();
            dawdle(slowNanos
                    + (jitterNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterNanos)));
            hanging.await();
            if (failing) {
                failures.incrementAndGet();
                row.failedAt.add(System.nanoTime());
                return "failed";
            }
            return Long.toString(version);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return "failed";
        } finally {
            row.under.decrementAndGet();
        }
    }

    private static void dawdle(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        hanging(false);
        server.close();
    }
}
