package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueTypes;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Entries in Redis.
 *
 * <p>Every value carries the generation of its cache, a random number that a clear replaces; a value of another generation,
 * or where there is none, is a miss. So a clear is one write whatever the number of keys, and a server that lost the
 * generation lost the values with it.
 *
 * <p>What is done with them is elsewhere: {@link RedisReads} and {@link BulkReads}, {@link Leases} for loads, and
 * {@link RedisWrites}, which {@link Redelivery} makes good where Redis did not acknowledge them.
 */
public final class RedisStore implements CacheStore {

    private final RedisLink link;
    private final ValueTypes types;
    private final RedisValues values;
    private final RedisReads reads;
    private final BulkReads bulk;
    private final Leases leases;
    private final RedisWrites writes;
    private final Partitions partitions;
    private final Redelivery redelivery;
    private final KeyIndex index;
    private final Errors errors = new Errors();

    /**
     * A store.
     *
     * @param log the log that writes are told to; {@code null} for none
     * @param room for puts that wait to be delivered
     * @param scheduler delivers them; its tasks wait for Redis, a bounded time
     */
    RedisStore(
            String cache,
            CacheSpec spec,
            RedisLink link,
            RedisKeys keys,
            ValueCodec codec,
            RedisSettings settings,
            @Nullable InvalidationLog log,
            Room room,
            ScheduledExecutorService scheduler) {
        this.link = link;
        this.types = new ValueTypes(cache, codec);
        if (spec.valueType() != null) {
            types.declare(spec.valueType());
        }
        this.values = new RedisValues(cache, codec, types, settings.maxValueBytes());
        boolean indexed = spec.keyIndex() != null ? spec.keyIndex() : spec.ttl() == null && spec.idleTtl() == null;
        CacheScripts scripts = new CacheScripts(link, keys, indexed, log, settings.logLength());
        WriteScripts writeScripts = new WriteScripts(link, keys, scripts, indexed, log);
        // Writing behind has ways of its own to put late.
        InvalidationLog lateLog = spec.writePolicy() == WritePolicy.WRITE_BEHIND ? null : log;
        this.partitions = new Partitions(keys, link.partitions(), lateLog, room);
        this.redelivery = new Redelivery(cache, link, writeScripts, partitions, scheduler);
        this.writes = new RedisWrites(cache, spec, link, writeScripts, values, partitions, redelivery, errors);
        this.reads = new RedisReads(spec, link, keys, scripts, values, partitions, errors);
        this.bulk = new BulkReads(spec, reads, link, keys, scripts, values, partitions, errors);
        this.leases = new Leases(link, keys, scripts, values, partitions, writes, errors);
        this.index = new KeyIndex(link, keys, scripts, indexed);
    }

    // Reading

    @Override
    public @Nullable CacheEntry get(Object key) {
        return reads.get(KeyText.of(key));
    }

    @Override
    public CompletableFuture<@Nullable CacheEntry> getAsync(Object key) {
        return reads.getAsync(KeyText.of(key));
    }

    /** Like {@link #get}, but the entry says how long it may still live, and how long it is. */
    public @Nullable RedisEntry getWithTtl(Object key) {
        return reads.getWithTtl(KeyText.of(key));
    }

    /** Like {@link #getWithTtl}, without waiting. */
    public CompletableFuture<@Nullable RedisEntry> getWithTtlAsync(Object key) {
        return reads.getWithTtlAsync(KeyText.of(key));
    }

    @Override
    public Map<Object, CacheEntry> getAll(Collection<?> keys) {
        return new LinkedHashMap<>(bulk.getAll(keys, reads.timed()));
    }

    /** Like {@link #getAll}, but the entries say how long they may still live. */
    public Map<Object, RedisEntry> getAllWithTtl(Collection<?> keys) {
        return bulk.getAll(keys, true);
    }

    // Loading

    @Override
    public Fill beginFill(Object key, FillRequest request) {
        return leases.begin(KeyText.of(key), request);
    }

    @Override
    public CompletableFuture<Fill> beginFillAsync(Object key, FillRequest request) {
        return leases.beginAsync(KeyText.of(key), request);
    }

    // Writing

    @Override
    public void put(Object key, CacheEntry entry) {
        writes.write(List.of(writes.item(KeyText.of(key), entry)));
    }

    @Override
    public void putAll(Map<?, CacheEntry> entries) {
        List<WriteItem> items = new ArrayList<>(entries.size());
        entries.forEach((key, entry) -> items.add(writes.item(KeyText.of(key), entry)));
        writes.write(items);
    }

    /**
     * Puts entries that were made a while ago, unless another node has written their key since: then evicts them. Sent, in
     * the order of calls, before this returns.
     *
     * @param entries by the text of their keys
     * @return ends exceptionally if any of them may not have been written
     */
    public CompletableFuture<?> putBehind(Map<String, CacheEntry> entries, InvalidationLog log) {
        return writes.putBehind(entries, log);
    }

    /** Does not read keys until a write of them has been acknowledged; if none comes, they are evicted. Does not wait. */
    public void distrust(Collection<String> texts) {
        partitions.distrust(texts);
    }

    /** Evicts keys before long, and does not read them until then. Does not wait. */
    public void evictSoon(Collection<String> texts) {
        writes.evictSoon(texts);
    }

    /** Another node has written the key: a put of it that could not be delivered yet becomes an evict. */
    public void writtenByOthers(String text) {
        partitions.writtenByOthers(text);
    }

    /** Another node may have written any key: likewise all puts. */
    public void allWrittenByOthers() {
        partitions.allWrittenByOthers();
    }

    @Override
    public @Nullable CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        return writes.putIfAbsent(KeyText.of(key), entry);
    }

    @Override
    public boolean evict(Object key) {
        return writes.write(List.of(WriteItem.evict(KeyText.of(key)))) > 0;
    }

    @Override
    public void evictByTag(int tag) {
        writes.evictTag(tag);
    }

    @Override
    public boolean evictByText(String text) {
        return writes.write(List.of(WriteItem.evict(text))) > 0;
    }

    @Override
    public void evictAll(Collection<?> keys) {
        writes.write(keys.stream().map(key -> WriteItem.evict(KeyText.of(key))).toList());
    }

    @Override
    public boolean clear() {
        writes.clear();
        return false; // nobody counts what a clear leaves behind
    }

    @Override
    public void flush() {
        if (partitions.any()) {
            redelivery.deliver();
        }
    }

    // Looking at it

    @Override
    public List<String> keys(KeyRange range) {
        return index.list(range);
    }

    @Override
    public void declareValueType(Type type) {
        types.declare(type);
    }

    @Override
    public List<CacheStatistics.Level> levels(long hits, long misses) {
        return List.of(new CacheStatistics.Level(
                CacheSpec.REDIS, hits, misses, 0, errors.count(), values.unreadable(), null, null, (long)
                        undelivered()));
    }

    /** Writes that wait to be delivered. */
    public int undelivered() {
        return partitions.waiting();
    }

    @Override
    public StoreHealth health() {
        int open = link.breakers().open();
        if (open > 0) { // asking would fail, or wait for the one that does not answer
            boolean all = open == link.partitions();
            return new StoreHealth(
                    all ? StoreHealth.Status.DOWN : StoreHealth.Status.DEGRADED,
                    Map.of(
                            "redis",
                            all ? "unreachable" : "in part unreachable",
                            "breaker",
                            "open",
                            "undelivered",
                            undelivered()));
        }
        try {
            link.await(link.ping());
        } catch (CacheStoreException ex) {
            return new StoreHealth(
                    StoreHealth.Status.DOWN, Map.of("redis", "unreachable", "undelivered", undelivered()));
        }
        return undelivered() > 0
                ? new StoreHealth(StoreHealth.Status.DEGRADED, Map.of("redis", "ok", "undelivered", undelivered()))
                : new StoreHealth(StoreHealth.Status.UP, Map.of("redis", "ok"));
    }

    @Override
    public void close() {
        redelivery.close();
    }
}
