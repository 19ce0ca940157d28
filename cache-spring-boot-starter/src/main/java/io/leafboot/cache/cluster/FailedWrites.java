package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes that failed, which some nodes may have done and others not: they are made up for by evicts, in the background. */
final class FailedWrites {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long RETRY_MILLIS = 500;
    /** How many evicts are sent in a round. */
    private static final int AT_ONCE = 1000;

    /** How many may wait for their answers. */
    private static final int MOST_UNDER_WAY = 2000;

    private final String cache;
    private final ClusterMap map;
    private final MarkTable.OfCache marks;
    private final @Nullable NearCopies near;
    private final Distrusted distrusted;
    private final AtomicInteger underWay = new AtomicInteger();
    /** Keys of which near copies are still to be dropped. */
    private final Queue<Evict> evicted = new ConcurrentLinkedQueue<>();

    private final ScheduledFuture<?> redelivery;

    FailedWrites(
            String cache,
            ClusterMap map,
            MarkTable.OfCache marks,
            @Nullable NearCopies near,
            long settleNanos,
            ScheduledExecutorService scheduler) {
        this.cache = cache;
        this.map = map;
        this.marks = marks;
        this.near = near;
        this.distrusted = new Distrusted(settleNanos);
        this.redelivery =
                scheduler.scheduleWithFixedDelay(this::round, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An evict that was sent for a failure. */
    private record Evict(String text, Distrusted.Failure failure, long sentNanos) {}

    /** Whether the key was not made up for yet. */
    boolean holds(String text) {
        return distrusted.holds(text);
    }

    int size() {
        return distrusted.size();
    }

    /** Writes of these keys failed; near copies of what was there are not waited for. */
    void add(Collection<String> texts) {
        texts.forEach(distrusted::add);
        if (near != null) {
            near.forget(texts);
        }
    }

    /** One that concerns all keys did. */
    void addAll() {
        distrusted.addAll();
        if (near != null) {
            near.forget(List.of());
        }
    }

    /** Lets it be known, for the first of several. */
    void log(CacheStoreException failure) {
        if (distrusted.isNews()) {
            logger.warn(
                    "Writing to cache '{}' in the cluster failed; its keys are not read from there until that was made up for: {}",
                    cache,
                    String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
        }
    }

    /** Makes up for them, as far as the cluster takes it, and waits until it has answered. */
    void deliver() {
        attempt(() -> {
            for (CompletableFuture<?> evict : send()) {
                map.await(evict);
            }
            map.await(dropNear());
            clear();
        });
    }

    private void round() {
        attempt(() -> {
            var unused = dropNear();
            var unusedEither = send();
            clear(); // last, for it waits
        });
    }

    private void attempt(Runnable delivery) {
        try {
            delivery.run();
        } catch (CacheStoreException ex) {
            logger.debug("Cache '{}' cannot be written to yet", cache, ex);
        } catch (RuntimeException ex) {
            logger.warn("Writes to cache '{}' could not be delivered; they are tried again", cache, ex);
        }
    }

    /** Evicts some keys, and waits for nothing: one whose owner does not answer must not hold up the others. */
    List<CompletableFuture<?>> send() {
        int room = Math.min(AT_ONCE, MOST_UNDER_WAY - underWay.get());
        return distrusted.due(Math.max(0, room)).stream()
                .<CompletableFuture<?>>map(key -> evict(new Evict(key.getKey(), key.getValue(), System.nanoTime())))
                .toList();
    }

    private CompletableFuture<?> evict(Evict evict) {
        underWay.incrementAndGet();
        return map.limited(map.putAsync(evict.text, Stored.nothing())).handle((done, failure) -> {
            underWay.decrementAndGet();
            if (failure == null && near != null) {
                evicted.add(evict);
            } else {
                answered(evict, failure);
            }
            return done;
        });
    }

    private void answered(Evict evict, @Nullable Throwable failure) {
        if (failure == null) {
            distrusted.evicted(evict.text, evict.failure, evict.sentNanos);
        } else {
            logger.debug("A key of cache '{}' cannot be evicted yet", cache, failure);
            distrusted.notEvicted(evict.text, evict.failure);
        }
    }

    /** Has near copies of what was evicted dropped, which may have been read before; in one call to each node. */
    private CompletableFuture<?> dropNear() {
        List<Evict> some = new ArrayList<>();
        for (Evict next = evicted.poll(); next != null; next = some.size() < AT_ONCE ? evicted.poll() : null) {
            some.add(next);
        }
        if (near == null || some.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> texts = some.stream().map(Evict::text).toList();
        CompletableFuture<?> dropped;
        try {
            dropped = map.limited(near.dropAsync(texts));
        } catch (RuntimeException ex) {
            dropped = CompletableFuture.failedFuture(ex);
        }
        return dropped.whenComplete((done, failure) -> some.forEach(evict -> answered(evict, failure)));
    }

    private void clear() {
        Distrusted.Failure all = distrusted.all();
        if (all != null && distrusted.isDue(all)) {
            long sent = System.nanoTime();
            marks.clear();
            distrusted.cleared(all, sent);
        }
    }

    void close() {
        redelivery.cancel(false);
    }
}
