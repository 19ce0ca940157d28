package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.OnError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes of one cache: what Redis does not acknowledge is remembered, not trusted, and evicted as soon as it can be. */
final class RedisWrites implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long RETRY_MILLIS = 1000;
    private static final int CHUNK = 500;
    private static final int MOST_COMPLAINTS = 100;
    /** What is waited for together, within one time limit. */
    private static final int AT_ONCE = 2500;

    private final String cache;
    private final RedisLink link;
    private final RedisCalls calls;
    private final RedisValues values;
    private final long idleMillis;
    private final long maxValueBytes;
    /** Whether callers are told of a failure. It is made good later all the same. */
    private final boolean propagate;

    private final LongAdder errors;
    private final Undelivered undelivered = new Undelivered();
    private final AtomicBoolean deliveryAsked = new AtomicBoolean();
    /** Classes that have been complained about, once each. */
    private final Set<String> unwritable = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> redelivery;

    RedisWrites(
            String cache,
            CacheSpec spec,
            long maxValueBytes,
            RedisLink link,
            RedisCalls calls,
            RedisValues values,
            LongAdder errors,
            ScheduledExecutorService scheduler) {
        this.cache = cache;
        this.idleMillis = spec.idleTtl() == null ? 0 : spec.idleTtl().toMillis();
        this.maxValueBytes = maxValueBytes;
        this.propagate = spec.onError() == OnError.PROPAGATE;
        this.link = link;
        this.calls = calls;
        this.values = values;
        this.errors = errors;
        this.scheduler = scheduler;
        this.redelivery =
                scheduler.scheduleWithFixedDelay(this::deliver, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether what Redis has under this key is not to be trusted. */
    boolean distrusts(String text) {
        return undelivered.holds(text);
    }

    /** What to write; an evict, if the value cannot be written, so that the older one is not seen any more. */
    WriteItem item(String text, CacheEntry entry) {
        try {
            return WriteItem.put(text, written(entry), entry, idleMillis);
        } catch (Exception ex) {
            errors.increment();
            if (unwritable.size() < MOST_COMPLAINTS
                    && unwritable.add(String.valueOf(
                            entry.get() == null ? null : entry.get().getClass()))) {
                logger.warn(
                        "A value in cache '{}' cannot be written and is not kept; so are others of its class",
                        cache,
                        ex);
            }
            return WriteItem.evict(text);
        }
    }

    private byte[] written(CacheEntry entry) throws Exception {
        byte[] bytes = values.write(entry);
        if (bytes.length > maxValueBytes) {
            throw new IllegalArgumentException("It takes " + bytes.length + " bytes, which is more than "
                    + "cache.redis.max-value-size (" + maxValueBytes + ")");
        }
        return bytes;
    }

    /** Writes items, and tells how many of their keys had a value. What fails is put off. */
    int write(List<WriteItem> items) {
        int there = 0;
        for (int from = 0; from < items.size(); from += AT_ONCE) {
            there += writeAtOnce(items.subList(from, Math.min(from + AT_ONCE, items.size())));
        }
        return there;
    }

    private int writeAtOnce(List<WriteItem> items) {
        try {
            long number = undelivered.any() ? undelivered.now() : 0;
            int there = link.await(calls.write(items));
            if (number > 0) {
                items.forEach(item -> undelivered.settled(item.text(), number));
            }
            return there;
        } catch (CacheStoreException ex) {
            failed(items, ex);
            return 0;
        }
    }

    /** Nobody knows what Redis has under these keys. */
    void failed(List<WriteItem> items, CacheStoreException failure) {
        boolean first = !undelivered.any();
        items.forEach(item -> undelivered.add(item.text()));
        errors.increment();
        if (first) {
            logger.warn(
                    "Writing to cache '{}' in Redis failed; its keys are not read from there until they have been evicted: {}",
                    cache,
                    failure.toString());
        }
        if (propagate) {
            throw failure;
        }
    }

    /** Makes all that was written invalid, now or as soon as it can be. */
    void clear() {
        long number = undelivered.now();
        try {
            link.await(calls.clear());
            undelivered.deliveredAll(number);
        } catch (CacheStoreException ex) {
            notCleared(ex);
        }
    }

    /** Makes all with this tag invalid, now, or all there is as soon as it can be. */
    void evictTag(int tag) {
        try {
            link.await(calls.evictTag(tag));
        } catch (CacheStoreException ex) {
            notCleared(ex);
        }
    }

    private void notCleared(CacheStoreException failure) {
        boolean first = !undelivered.pendingAll();
        undelivered.addAll();
        errors.increment();
        if (first) {
            logger.warn(
                    "Cache '{}' could not be cleared in Redis, or of a tag; until it is, nothing is read from there: {}",
                    cache,
                    failure.toString());
        }
        if (propagate) {
            throw failure;
        }
    }

    /** Does not trust keys until a write of them has been acknowledged. */
    void distrust(Collection<String> texts) {
        texts.forEach(undelivered::add);
    }

    /** Evicts keys before long, and does not trust them until then. Does not wait. */
    void evictSoon(Collection<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        distrust(texts);
        if (deliveryAsked.getAndSet(true)) {
            return; // which has not begun yet
        }
        try {
            scheduler.execute(this::deliver);
        } catch (RejectedExecutionException ex) {
            logger.debug("The application ends: keys of cache '{}' are left as they are", cache);
        }
    }

    /** Delivers what was put off of a key, and tells whether that worked. */
    boolean deliver(String text) {
        if (undelivered.pendingAll()) {
            deliver();
        } else {
            write(List.of(WriteItem.evict(text)));
        }
        return !undelivered.holds(text);
    }

    /** Delivers what was put off. */
    private void deliver() {
        deliveryAsked.set(false);
        try {
            if (undelivered.pendingAll()) {
                long upTo = undelivered.now();
                link.await(calls.clear());
                undelivered.deliveredAll(upTo);
            }
            for (List<Map.Entry<String, Long>> some = undelivered.pending(CHUNK);
                    !some.isEmpty();
                    some = undelivered.pending(CHUNK)) {
                link.await(calls.write(some.stream()
                        .map(entry -> WriteItem.evict(entry.getKey()))
                        .toList()));
                some.forEach(entry -> undelivered.delivered(entry.getKey(), entry.getValue()));
            }
            calls.sweep();
        } catch (CacheStoreException ex) {
            logger.debug("Redis is still out of reach for cache '{}'", cache, ex);
        } catch (RuntimeException ex) {
            logger.error("Delivering writes of cache '{}' failed", cache, ex);
        }
    }

    /** Delivers what was put off, if anything was. */
    void flush() {
        if (undelivered.any()) {
            deliver();
        }
    }

    /** Writes that wait to be delivered. */
    int waiting() {
        return undelivered.any() ? undelivered.size() : 0;
    }

    @Override
    public void close() {
        redelivery.cancel(false);
        int left = waiting();
        if (left > 0) {
            logger.warn(
                    "{} keys of cache '{}' may still have an old value in Redis, for it could not be reached",
                    left,
                    cache);
        }
    }
}
