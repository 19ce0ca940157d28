package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes that failed, which some nodes may have done and others not: they are made up for by evicts, in the background. */
final class FailedWrites {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long RETRY_MILLIS = 500;
    private static final int AT_ONCE = 1000;

    private final String cache;
    private final ClusterMap map;
    private final MarkTable.OfCache marks;
    private final @Nullable NearCopies near;
    private final Distrusted distrusted;
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
                scheduler.scheduleWithFixedDelay(this::deliver, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

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

    /** Makes up for them, as far as the cluster takes it. */
    void deliver() {
        try {
            Distrusted.Failure all = distrusted.all();
            if (all != null && distrusted.isDue(all)) {
                long sent = System.nanoTime();
                marks.clear();
                distrusted.cleared(all, sent);
            }
            for (Map.Entry<String, Distrusted.Failure> key : distrusted.some(AT_ONCE)) {
                if (!distrusted.isDue(key.getValue())) {
                    continue;
                }
                long sent = System.nanoTime();
                map.put(key.getKey(), Stored.nothing());
                if (near != null) {
                    near.drop(List.of(key.getKey()));
                }
                distrusted.evicted(key.getKey(), key.getValue(), sent);
            }
        } catch (CacheStoreException ex) {
            logger.debug("Cache '{}' cannot be written to yet", cache, ex);
        } catch (RuntimeException ex) {
            logger.warn("Writes to cache '{}' could not be delivered; they are tried again", cache, ex);
        }
    }

    void close() {
        redelivery.cancel(false);
    }
}
