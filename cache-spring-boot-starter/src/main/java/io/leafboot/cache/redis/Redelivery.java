package io.leafboot.cache.redis;

import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.redis.Partitions.Part;
import io.leafboot.cache.redis.Undelivered.Due;
import io.leafboot.cache.redis.Undelivered.Late;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what was put off: at intervals, and as soon as a partition answers again; to those partitions that take it. A clear
 * is delivered first, then puts, then evicts, and where nothing is left to deliver, what clears left behind is swept.
 */
final class Redelivery implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long RETRY_MILLIS = 1000;
    private static final int CHUNK = 500;

    private final String cache;
    private final RedisLink link;
    private final WriteScripts scripts;
    private final Partitions partitions;
    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> timer;
    private final Runnable ring = this::partitionIsBack;
    private final ReentrantLock delivering = new ReentrantLock();
    private final AtomicBoolean asked = new AtomicBoolean();

    Redelivery(
            String cache,
            RedisLink link,
            WriteScripts scripts,
            Partitions partitions,
            ScheduledExecutorService scheduler) {
        this.cache = cache;
        this.link = link;
        this.scripts = scripts;
        this.partitions = partitions;
        this.scheduler = scheduler;
        link.breakers().onClose(ring);
        this.timer = scheduler.scheduleWithFixedDelay(this::deliver, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Called when Redis answers again, on a thread that must not wait. */
    private void partitionIsBack() {
        if (partitions.any()) {
            deliverSoon();
        }
    }

    /** Does not wait. */
    void deliverSoon() {
        if (asked.getAndSet(true)) {
            return; // which has not begun yet
        }
        try {
            scheduler.execute(this::deliver);
        } catch (RejectedExecutionException ex) {
            logger.debug("The application ends: keys of cache '{}' are left as they are", cache);
        }
    }

    /** Delivers what was put off, to those partitions that take it; one thread at a time. */
    void deliver() {
        asked.set(false);
        try {
            if (!delivering.tryLock(link.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Set<Integer> taking = new TreeSet<>(partitions.numbers());
            taking.removeIf(partition -> link.breakers().isOpen(partition));
            deliverClears(taking);
            boolean open = taking.size() < partitions.all().size();
            while (!taking.isEmpty()) {
                Set<Integer> before = Set.copyOf(taking);
                boolean more = deliverPuts(taking);
                more |= deliverEvicts(taking);
                open |= !taking.containsAll(before);
                if (!more) {
                    break;
                }
            }
            if (!open) {
                scripts.sweep();
            }
        } catch (CacheStoreException ex) {
            logger.debug("Redis is still out of reach for cache '{}'", cache, ex);
        } catch (RuntimeException ex) {
            logger.error("Delivering writes of cache '{}' failed", cache, ex);
        } finally {
            delivering.unlock();
        }
    }

    private void deliverClears(Set<Integer> taking) {
        Map<Integer, Long> upTo = new TreeMap<>();
        for (int partition : taking) {
            Undelivered where = partitions.get(partition);
            if (where.pendingAll()) {
                upTo.put(partition, where.allUpTo());
            }
        }
        for (Part<Integer> part : partitions.send(upTo.keySet(), scripts::clear)) {
            Long number = upTo.get(part.partition());
            if (taken(part) == null && number != null) {
                part.where().deliveredAll(number);
            } else {
                taking.remove(part.partition());
            }
        }
    }

    private boolean deliverPuts(Set<Integer> taking) {
        if (!partitions.takePutsLate()) {
            return false;
        }
        try {
            Map<Integer, List<Due>> due = due(taking, where -> where.puts(CHUNK));
            for (Part<List<Due>> part : partitions.send(due, this::put)) {
                CacheStoreException failure = taken(part);
                if (failure == null) {
                    part.what().forEach(put -> part.where().delivered(put.text(), put.number()));
                } else {
                    part.where().failedAgain(part.what(), isFull(failure));
                    taking.remove(part.partition());
                }
            }
            return !due.isEmpty();
        } finally {
            partitions.all().forEach(Undelivered::arrived);
        }
    }

    /** Delivers some, and tells whether there were any. */
    private boolean deliverEvicts(Set<Integer> taking) {
        Map<Integer, List<Due>> due = due(taking, where -> where.evicts(CHUNK));
        for (Part<List<Due>> part : partitions.send(due, this::evict)) {
            if (taken(part) == null) {
                part.what().forEach(evict -> part.where().delivered(evict.text(), evict.number()));
            } else {
                taking.remove(part.partition());
            }
        }
        return !due.isEmpty();
    }

    private Map<Integer, List<Due>> due(Set<Integer> taking, Function<Undelivered, List<Due>> some) {
        Map<Integer, List<Due>> due = new TreeMap<>();
        for (int partition : taking) {
            Undelivered where = partitions.get(partition);
            List<Due> found = where.any() ? some.apply(where) : List.of();
            if (!found.isEmpty()) {
                due.put(partition, found);
            }
        }
        return due;
    }

    private CompletableFuture<?> evict(List<Due> keys) {
        return scripts.write(
                keys.stream().map(evict -> WriteItem.evict(evict.text())).toList());
    }

    /** Puts of one partition; the oldest position of any of them will do, for from there on more is found. */
    private CompletableFuture<?> put(List<Due> puts) {
        List<WriteItem> items = new ArrayList<>();
        String since = null;
        for (Due due : puts) {
            Late put = Objects.requireNonNull(due.put());
            items.add(put.item());
            since = since == null || LogEntry.isBefore(put.since(), since) ? put.since() : since;
        }
        return scripts.writeUnlessWritten(items, Objects.requireNonNull(since));
    }

    /** Waits for an answer; gives what went wrong, or {@code null}. */
    private @Nullable CacheStoreException taken(Part<?> part) {
        try {
            link.await(part.answer());
            return null;
        } catch (CacheStoreException ex) {
            logger.debug("Redis is still out of reach for cache '{}'", cache, ex);
            return ex;
        }
    }

    /** Whether a write failed because the server has no room for it. */
    static boolean isFull(Throwable failure) {
        return failure.getCause() instanceof RedisCommandExecutionException answer
                && String.valueOf(answer.getMessage()).contains("OOM");
    }

    /** Delivers no more, and says what is left. */
    @Override
    public void close() {
        link.breakers().removeListener(ring);
        timer.cancel(false);
        int left = partitions.waiting();
        partitions.close();
        if (left > 0) {
            logger.warn(
                    "{} keys of cache '{}' may still have an old value in Redis, for it could not be reached",
                    left,
                    cache);
        }
    }
}
