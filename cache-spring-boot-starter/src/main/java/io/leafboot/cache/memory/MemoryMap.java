package io.leafboot.cache.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.codec.KeyText;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map whose entries expire one by one: what all memory levels are made of.
 *
 * @param <E> what it keeps
 */
public final class MemoryMap<E extends MemoryEntry> implements AutoCloseable {

    private final Cache<Object, E> entries;
    private final LongAdder evictions = new LongAdder();
    private final @Nullable ScheduledFuture<?> cleanup;
    private final boolean weighed;
    private volatile boolean closed;

    /**
     * An empty map.
     *
     * @param spec its bounds, idle time and clean-up interval
     * @param scheduler cleans up
     * @param ticker the clock, in nanoseconds
     */
    public MemoryMap(CacheSpec spec, ScheduledExecutorService scheduler, Ticker ticker) {
        Caffeine<Object, E> builder = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(new PerEntry<E>(ticker, spec.idleTtl()))
                .evictionListener((key, entry, cause) -> evictions.increment());
        Long maxSize = spec.maxSize();
        Long maxBytes = spec.maxBytes();
        weighed = maxBytes != null;
        if (maxBytes != null) {
            builder.maximumWeight(maxBytes).weigher((key, entry) -> entry.weight());
        } else if (maxSize != null) {
            builder.maximumSize(maxSize);
        }
        entries = builder.build();
        Duration interval = spec.cleanupInterval();
        cleanup = interval == null
                ? null
                : scheduler.scheduleWithFixedDelay(
                        entries::cleanUp, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The entry, or {@code null}. */
    public @Nullable E get(Object key) {
        return entries.getIfPresent(key);
    }

    /** The entry, or {@code null}, without its counting as read. */
    public @Nullable E peek(Object key) {
        return entries.policy().getIfPresentQuietly(key);
    }

    /** Maps the key to the entry. */
    public void put(Object key, E entry) {
        if (closed) {
            return; // nobody would tell it of evicts any more
        }
        entries.put(key, entry);
    }

    /**
     * Replaces what the key is mapped to, or leaves it.
     *
     * @param change given the present entry or {@code null}, gives the one to keep; called once, under the lock of the key,
     *     must be short and use no cache
     */
    public void change(Object key, UnaryOperator<@Nullable E> change) {
        entries.asMap().compute(key, (same, present) -> change.apply(present));
    }

    /** Takes the key out. */
    public @Nullable E remove(Object key) {
        return entries.asMap().remove(key);
    }

    /** Takes the key out, if it is mapped to this very entry. */
    public void remove(Object key, E entry) {
        entries.asMap().remove(key, entry);
    }

    /** Takes all out. */
    public void clear() {
        entries.invalidateAll();
    }

    /** The keys, weakly consistent; the set must not be changed. */
    public Set<Object> keys() {
        return entries.asMap().keySet();
    }

    /** Keys that are read most, first; none if the map has no bound. */
    public List<HotKey> hottest(int limit) {
        return entries.policy()
                .eviction()
                .map(eviction -> eviction.hottest(limit).keySet().stream()
                        .map(key -> new HotKey(KeyText.describe(key), null))
                        .toList())
                .orElse(List.of());
    }

    /** How many entries there are, about. */
    public long size() {
        return entries.estimatedSize();
    }

    /** What the entries weigh; {@code null} if they are not weighed. */
    public @Nullable Long bytes() {
        return weighed
                ? (Long) entries.policy()
                        .eviction()
                        .map(Policy.Eviction::weightedSize)
                        .orElseThrow()
                        .orElse(0)
                : null;
    }

    /** Whether entries count by their weight. */
    public boolean weighed() {
        return weighed;
    }

    /** How many entries left because of their size or age. */
    public long evictions() {
        return evictions.sum();
    }

    @Override
    public void close() {
        closed = true;
        if (cleanup != null) {
            cleanup.cancel(false);
        }
        entries.invalidateAll();
    }

    /**
     * Each entry knows its own time to live; a read renews the idle time within it. A change that leaves an entry where it
     * is counts as an update of it, but is no new life.
     */
    private static final class PerEntry<E extends MemoryEntry> implements Expiry<Object, E> {

        private final Ticker ticker;
        private final long idleNanos;

        PerEntry(Ticker ticker, @Nullable Duration idle) {
            this.ticker = ticker;
            idleNanos = idle == null ? CacheEntry.FOREVER : idle.toNanos();
        }

        @Override
        public long expireAfterCreate(Object key, E entry, long now) {
            return entry.begin(ticker, now, idleNanos);
        }

        @Override
        public long expireAfterUpdate(Object key, E entry, long now, long current) {
            return entry.begin(ticker, now, idleNanos);
        }

        @Override
        public long expireAfterRead(Object key, E entry, long now, long current) {
            return idleNanos == CacheEntry.FOREVER ? current : entry.renew(now, idleNanos);
        }
    }
}
