package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.NamedCache;
import io.leafboot.cache.redis.InvalidationLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * Nodes that read, load, put, evict and clear at random, and a checker.
 *
 * <p>The source holds a version of each key, which is raised before the key is written to the cache. A value is the version
 * that was read from the source or put. Writers of one key take turns, as the transactions of a database would make them;
 * loads take no turns. Once a write of version v has ended, a node that must know of it must not return less than v: the
 * writer at once, the others at once ({@code redis}) or when they have read the log from its present end on.
 */
public final class CoherenceFuzz {

    /** What a node is allowed to know late. */
    public enum Promise {
        /** Every node sees every write at once. */
        AT_ONCE,
        /** Other nodes see a write when they have read the log. */
        BY_LOG,
        /** The same, but other nodes may learn of a put later still. */
        EVICTS_BY_LOG,
        /** Only the writer sees its writes: connections break. */
        OWN
    }

    private final int keys;
    private final Promise promise;
    private final List<NamedCache> caches;
    private final List<InvalidationLog> logs;
    private final AtomicLongArray source;
    /** Version that every node must know of, when it has caught up. */
    private final AtomicLongArray written;
    /** The same for each node at present. */
    private final List<AtomicLongArray> floors;

    private final ReentrantLock[] turns;
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

    /**
     * A fuzz.
     *
     * @param caches the same cache on several nodes
     * @param logs the nodes' logs; empty if they have none
     */
    public CoherenceFuzz(int keys, Promise promise, List<NamedCache> caches, List<InvalidationLog> logs) {
        this.keys = keys;
        this.promise = promise;
        this.caches = caches;
        this.logs = logs;
        this.source = new AtomicLongArray(keys);
        this.written = new AtomicLongArray(keys);
        this.floors = caches.stream().map(cache -> new AtomicLongArray(keys)).toList();
        this.turns = IntStream.range(0, keys).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);
    }

    /** Runs, and tells how many operations there were; throws if a value was seen that is too old. */
    public long run(Duration duration, int threadsPerNode) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int node = 0; node < caches.size(); node++) {
                int mine = node;
                for (int i = 0; i < threadsPerNode; i++) {
                    running.add(threads.submit(() -> work(mine)));
                }
                if (promise == Promise.BY_LOG || promise == Promise.EVICTS_BY_LOG) {
                    running.add(threads.submit(() -> catchUp(mine)));
                }
            }
            boolean early = ended.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            stopped = true;
            for (Future<?> each : running) {
                each.get(30, TimeUnit.SECONDS);
            }
            assertThat(early && violations.isEmpty()).as("ended early").isFalse();
        } finally {
            stopped = true;
            threads.shutdownNow();
        }
        assertThat(violations).isEmpty();
        assertThat(hits.get()).as("hits").isPositive();
        return operations.get();
    }

    private void work(int node) {
        Random random = ThreadLocalRandom.current();
        NamedCache cache = caches.get(node);
        try {
            while (!stopped) {
                workOnce(node, cache, random);
                operations.incrementAndGet();
            }
        } finally {
            ended.countDown();
        }
    }

    private void workOnce(int node, NamedCache cache, Random random) {
        int key = random.nextInt(keys);
        int what = random.nextInt(1000);
        if (what < 350) {
            look(node, key, "get", () -> valueOf(cache.get(key)));
        } else if (what < 600) {
            look(node, key, "load", () -> cache.get(key, () -> load(key)));
        } else if (what < 680) {
            look(
                    node,
                    key,
                    "asynchronous load",
                    () -> cache.retrieve(key, () -> CompletableFuture.supplyAsync(() -> load(key)))
                            .join());
        } else if (what < 720) {
            lookAtAll(node);
        } else if (what < 750) {
            look(node, key, "putIfAbsent", () -> {
                // As a source of its own, so that what it puts is no older than the key's last write.
                return inTurn(key, () -> {
                    long version = source.get(key);
                    Long present = (Long) valueOf(cache.putIfAbsent(key, version));
                    return present == null ? version : present;
                });
            });
        } else if (what < 850) {
            write(node, key, true, version -> cache.put(key, version));
        } else if (what < 900) {
            write(node, key, true, version -> cache.putAll(Map.of(key, version)));
        } else if (what < 960) {
            write(node, key, false, version -> cache.evict(key));
        } else if (what < 980) {
            write(node, key, false, version -> cache.evictAll(List.of(key)));
        } else if (what < 995) {
            write(node, key, false, version -> cache.evictByText(Integer.toString(key)));
        } else {
            clear(node);
        }
    }

    /** Reads the source, and dawdles at times. */
    private Long load(int key) {
        long version = source.get(key);
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            Thread.yield();
        }
        if (ThreadLocalRandom.current().nextInt(50) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // the source takes its time
        }
        return version;
    }

    private interface Look {

        Object look();
    }

    private void look(int node, int key, String what, Look look) {
        long floor = floors.get(node).get(key);
        Object seen = look.look();
        check(node, key, what, floor, seen);
    }

    private void lookAtAll(int node) {
        List<Integer> some = IntStream.range(0, keys).boxed().toList();
        long[] floor = new long[keys];
        some.forEach(key -> floor[key] = floors.get(node).get(key));
        Map<Object, Object> seen = caches.get(node).getAll(some);
        some.forEach(key -> check(node, key, "getAll", floor[key], seen.get(key)));
    }

    private void check(int node, int key, String what, long floor, Object seen) {
        if (seen != null) {
            hits.incrementAndGet();
            if ((Long) seen < floor) {
                violations.add("%s on node %d of key %d gave %s, but %d had been written"
                        .formatted(what, node, key, seen, floor));
                stopped = true;
                ended.countDown();
            }
        }
    }

    private interface Work {

        void write(long version);
    }

    private void write(int node, int key, boolean put, Work work) {
        inTurn(key, () -> {
            long version = source.incrementAndGet(key);
            work.write(version);
            acknowledged(node, key, version, put);
            return null;
        });
    }

    private Object inTurn(int key, Look work) {
        turns[key].lock();
        try {
            return work.look();
        } finally {
            turns[key].unlock();
        }
    }

    private void clear(int node) {
        for (ReentrantLock turn : turns) {
            turn.lock();
        }
        try {
            long[] versions = new long[keys];
            for (int key = 0; key < keys; key++) {
                versions[key] = source.incrementAndGet(key);
            }
            caches.get(node).clear();
            for (int key = 0; key < keys; key++) {
                acknowledged(node, key, versions[key], false);
            }
        } finally {
            for (ReentrantLock turn : turns) {
                turn.unlock();
            }
        }
    }

    private void acknowledged(int node, int key, long version, boolean put) {
        raise(floors.get(node), key, version);
        if (promise == Promise.AT_ONCE) {
            floors.forEach(floor -> raise(floor, key, version));
        } else if (promise == Promise.BY_LOG || (promise == Promise.EVICTS_BY_LOG && !put)) {
            raise(written, key, version);
        }
    }

    private static void raise(AtomicLongArray versions, int key, long version) {
        versions.accumulateAndGet(key, version, Math::max);
    }

    /** Over and over: what has been written by now must be known once the log has been read twice from now on. */
    private void catchUp(int node) {
        while (!stopped) {
            long[] now = IntStream.range(0, keys).mapToLong(written::get).toArray();
            awaitReadAfter(node, System.nanoTime());
            // What ended after that instant may have begun before it; the next one began after.
            awaitReadAfter(node, System.nanoTime());
            if (!stopped) {
                for (int key = 0; key < keys; key++) {
                    raise(floors.get(node), key, now[key]);
                }
            }
        }
    }

    private void awaitReadAfter(int node, long nanos) {
        InvalidationLog log = logs.get(node);
        while (!stopped && System.nanoTime() - log.lagNanos() - nanos <= 0) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private static Object valueOf(ValueWrapper found) {
        return found == null ? null : found.get();
    }
}
