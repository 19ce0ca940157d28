package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.Hindrance;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.OnError;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.codec.ValueTypes;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in Redis.
 *
 * <p>Every value carries the generation of its cache, a random number that a clear replaces; a value of another generation,
 * or where there is none, is a miss. So a clear is one write whatever the number of keys, and a server that lost the
 * generation lost the values with it.
 *
 * <p>A load begins with a lease, a random token kept beside the key; every write of the key deletes it; what was loaded is
 * put only where the token is still there (Nishtala et al., Scaling Memcache at Facebook, NSDI 2013).
 */
public final class RedisStore implements CacheStore {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    /** What is waited for together, within one time limit. */
    private static final int AT_ONCE = 2500;

    private static final byte[] NOTHING = {};

    private final String cache;
    private final RedisLink link;
    private final RedisCalls calls;
    private final RedisValues values;
    private final ValueTypes types;
    /** Whether a bulk read gives what some servers answered if others did not. */
    private final boolean inPart;

    private final long idleMillis;
    /** Whether every read asks how long the value may still live. */
    private final boolean timed;

    private final RedisWrites writes;
    private final LongAdder errors = new LongAdder();
    private final LongAdder unreadable = new LongAdder();

    RedisStore(
            String cache,
            CacheSpec spec,
            RedisLink link,
            RedisCalls calls,
            RedisValues values,
            ValueTypes types,
            long maxValueBytes,
            @Nullable InvalidationLog lateWrites,
            Room room,
            ScheduledExecutorService scheduler) {
        this.cache = cache;
        this.link = link;
        this.calls = calls;
        this.values = values;
        this.types = types;
        this.inPart = link.partitions() > 1 && spec.onError() != OnError.PROPAGATE;
        this.idleMillis = spec.idleTtl() == null ? 0 : spec.idleTtl().toMillis();
        LoadSpec loading = spec.loading();
        this.timed = idleMillis != 0
                || (loading.staleFor() != null && !loading.staleFor().isZero())
                || (loading.refreshAhead() != null && !RefreshAhead.OFF.equals(loading.refreshAhead()));
        this.writes =
                new RedisWrites(cache, spec, maxValueBytes, link, calls, values, lateWrites, room, errors, scheduler);
    }

    // Reading

    @Override
    public @Nullable CacheEntry get(Object key) {
        String text = KeyText.of(key);
        if (writes.distrusts(text)) {
            return null;
        }
        if (!timed) {
            RedisCalls.Peeked peeked = counted(() -> link.await(calls.peek(text)));
            if (!peeked.needsLook()) {
                // Decoded here and not where the answer comes in: that thread has the answers of all others to take.
                return peeked.value() == null ? null : entry(text, peeked.value(), -1, -1);
            }
        }
        return this.<@Nullable RedisEntry>counted(() -> link.<@Nullable RedisEntry>await(readWithTtl(text)));
    }

    @Override
    public CompletableFuture<@Nullable CacheEntry> getAsync(Object key) {
        String text = KeyText.of(key);
        if (writes.distrusts(text)) {
            return CompletableFuture.completedFuture(null);
        }
        return this.<@Nullable CacheEntry>countedAsync(() -> look(text));
    }

    /** Like {@link #get}, but the entry says how long it may still live, and how long it is. */
    public @Nullable RedisEntry getWithTtl(Object key) {
        String text = KeyText.of(key);
        return writes.distrusts(text)
                ? null
                : this.<@Nullable RedisEntry>counted(() -> link.<@Nullable RedisEntry>await(readWithTtl(text)));
    }

    private CompletableFuture<@Nullable CacheEntry> look(String text) {
        if (timed) {
            return readWithTtl(text).thenApply(entry -> entry);
        }
        // One plain read of state and value, the cheapest there is.
        return calls.peek(text)
                .thenCompose(peeked -> peeked.needsLook()
                        ? readWithTtl(text).thenApply(entry -> entry)
                        : CompletableFuture.<@Nullable CacheEntry>completedFuture(
                                peeked.value() == null ? null : entry(text, peeked.value(), -1, -1)));
    }

    private CompletableFuture<@Nullable RedisEntry> readWithTtl(String text) {
        return calls.read(List.of(text), idleMillis)
                .thenApply(found -> found.get(0) == null
                        ? null
                        : entry(text, (byte[]) found.get(0), (Long) found.get(1), (Long) found.get(2)));
    }

    @Override
    public Map<Object, CacheEntry> getAll(Collection<?> keys) {
        Map<Object, CacheEntry> found = new LinkedHashMap<>();
        getAll(keys, timed).forEach(found::put);
        return found;
    }

    /** Like {@link #getAll}, but the entries say how long they may still live. */
    public Map<Object, RedisEntry> getAllWithTtl(Collection<?> keys) {
        return getAll(keys, true);
    }

    private Map<Object, RedisEntry> getAll(Collection<?> keys, boolean withTtl) {
        Map<Object, String> texts = new LinkedHashMap<>();
        for (Object key : keys) {
            String text = KeyText.of(key);
            if (!writes.distrusts(text)) {
                texts.put(key, text);
            }
        }
        Set<String> distinct = new LinkedHashSet<>(texts.values());
        Map<String, Answer> answers = new ConcurrentHashMap<>();
        RedisCalls.Found keep = (text, value, millis, fresh) -> answers.put(text, new Answer(value, millis, fresh));
        List<String> all = List.copyOf(distinct);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            int before = answers.size();
            try {
                counted(() -> link.await(withTtl ? calls.readAll(some, idleMillis, keep) : calls.peekAll(some, keep)));
            } catch (CacheStoreException ex) {
                if (!inPart || answers.size() == before) {
                    throw ex;
                }
            }
        }
        Map<String, RedisEntry> read = new HashMap<>();
        answers.forEach((text, answer) -> {
            RedisEntry entry = entry(text, answer.value(), answer.millis(), answer.fresh());
            if (entry != null) {
                read.put(text, entry);
            }
        });
        Map<Object, RedisEntry> found = new LinkedHashMap<>();
        texts.forEach((key, text) -> {
            RedisEntry entry = read.get(text);
            if (entry != null) {
                found.put(key, entry);
            }
        });
        return found;
    }

    /** What came from Redis, not yet decoded. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(byte[] value, long millis, long fresh) {}

    /** An entry of what Redis answered: milliseconds to live and until it is old, -1 each for never. */
    private @Nullable RedisEntry entry(String text, byte[] value, long millis, long fresh) {
        if (millis == 0) {
            return null; // it has less than a millisecond left
        }
        try {
            long ttl = millis < 0 ? CacheEntry.FOREVER : TimeUnit.MILLISECONDS.toNanos(millis);
            return values.read(value, ttl, fresh == -1 ? ttl : TimeUnit.MILLISECONDS.toNanos(fresh));
        } catch (Exception ex) {
            unreadable.increment();
            logger.debug("Key {} of cache '{}' cannot be read and is a miss", text, cache, ex);
            return null;
        }
    }

    /** Like {@link #getWithTtl}, without waiting. */
    public CompletableFuture<@Nullable RedisEntry> getWithTtlAsync(Object key) {
        String text = KeyText.of(key);
        if (writes.distrusts(text)) {
            return CompletableFuture.completedFuture(null);
        }
        return this.<@Nullable RedisEntry>countedAsync(() -> readWithTtl(text));
    }

    // Loading

    @Override
    public Fill beginFill(Object key, FillRequest request) {
        String text = KeyText.of(key);
        if (writes.distrusts(text)) {
            throw waiting();
        }
        byte[] holder = RedisCalls.random();
        try {
            Fill fill = fill(text, holder, counted(() -> link.await(calls.lease(text, holder, request))));
            if (fill == null) {
                // It cannot be read: away with it, or it would keep what is loaded out.
                writes.write(List.of(WriteItem.evict(text)));
                fill = fill(text, holder, counted(() -> link.await(calls.lease(text, holder, request))));
            }
            return fill == null ? entry -> false : fill;
        } catch (CacheStoreException ex) {
            giveUpLease(text, holder, ex);
            throw ex;
        }
    }

    @Override
    public CompletableFuture<Fill> beginFillAsync(Object key, FillRequest request) {
        String text = KeyText.of(key);
        if (writes.distrusts(text)) {
            return CompletableFuture.failedFuture(waiting());
        }
        byte[] holder = RedisCalls.random();
        return countedAsync(() -> calls.lease(text, holder, request))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        giveUpLease(text, holder, failure);
                    }
                })
                .thenCompose(answer -> {
                    Fill fill = fill(text, holder, answer);
                    return fill == null ? beginAnew(text, holder, request) : CompletableFuture.completedFuture(fill);
                });
    }

    /** Begins a load where there is a value that cannot be read. */
    private CompletableFuture<Fill> beginAnew(String text, byte[] holder, FillRequest request) {
        return countedAsync(() -> calls.write(List.of(WriteItem.evict(text))))
                .thenCompose(evicted -> countedAsync(() -> calls.lease(text, holder, request)))
                .thenApply(answer -> {
                    Fill fill = fill(text, holder, answer);
                    return fill == null ? entry -> false : fill;
                });
    }

    /**
     * It may have been granted, or will be when Redis goes on, though nobody waits for it any more; unless it was not asked
     * for: to a server that is left alone as little as possible is sent, since all of it is kept until it answers.
     */
    private void giveUpLease(String text, byte[] holder, Throwable failure) {
        if (!Breakers.isRefusal(failure)) {
            calls.giveUp(text, holder);
        }
    }

    private static CacheStoreException waiting() {
        return new CacheStoreException("A write of this key waits to be delivered to Redis", null);
    }

    /** What the lease script answered; {@code null} if there is a value that cannot be read. */
    private @Nullable Fill fill(String text, byte[] holder, List<@Nullable Object> answer) {
        String kind = string(answer.get(0));
        byte[] first = Objects.requireNonNull((byte[]) answer.get(1));
        if (kind.equals("t")) {
            return new Lease(this, text, first, holder);
        }
        long millis = Objects.requireNonNull((Long) answer.get(2));
        if (kind.equals("v")) {
            RedisEntry present = entry(text, first, millis, Objects.requireNonNull((Long) answer.get(3)));
            return present == null ? null : Hindrance.present(present);
        }
        return kind.equals("h")
                ? Hindrance.held(HexFormat.of().formatHex(first))
                : Hindrance.failed(string(first), TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis)));
    }

    private static String string(@Nullable Object bytes) {
        return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /** What a load gave, if its lease still holds. What cannot be written is not kept, and neither is what was there before. */
    boolean fill(String text, byte[] token, byte[] holder, CacheEntry entry) {
        if (writes.distrusts(text)) {
            return false;
        }
        WriteItem item = writes.item(text, entry);
        if (item.isPut()) {
            return counted(() -> link.await(calls.fill(item, token))) == 1;
        }
        boolean held = release(text, token, holder, NOTHING, 0).join();
        if (held) {
            writes.write(List.of(item));
        }
        return held;
    }

    CompletableFuture<Boolean> fillAsync(String text, byte[] token, byte[] holder, CacheEntry entry) {
        if (writes.distrusts(text)) {
            return CompletableFuture.completedFuture(false);
        }
        WriteItem item = writes.item(text, entry);
        if (item.isPut()) {
            return countedAsync(() -> calls.fill(item, token)).thenApply(put -> put == 1);
        }
        return release(text, token, holder, NOTHING, 0).thenApply(held -> {
            if (held) {
                writes.evictSoon(List.of(text));
            }
            return held;
        });
    }

    CompletableFuture<Boolean> release(String text, byte[] token, byte[] holder, byte[] failure, long millis) {
        if (writes.distrusts(text)) {
            return CompletableFuture.completedFuture(false);
        }
        return countedAsync(() -> calls.release(text, token, holder, failure, millis))
                .thenApply(held -> held == 1)
                .exceptionally(gone -> false); // the lease ends by itself
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
        List<WriteItem> items = new ArrayList<>(entries.size());
        entries.forEach((text, entry) -> items.add(writes.item(text, entry)));
        evictSoon(items.stream()
                .filter(item -> !item.isPut())
                .map(WriteItem::text)
                .toList());
        items.removeIf(item -> !item.isPut());
        return link.bounded(calls.writeBehind(items, log));
    }

    /** Does not read keys until a write of them has been acknowledged; if none comes, they are evicted. Does not wait. */
    public void distrust(Collection<String> texts) {
        writes.distrust(texts);
    }

    /** Evicts keys before long, and does not read them until then. Does not wait. */
    public void evictSoon(Collection<String> texts) {
        writes.evictSoon(texts);
    }

    /** Another node has written the key: a put of it that could not be delivered yet becomes an evict. */
    public void writtenByOthers(String text) {
        writes.writtenByOthers(text);
    }

    /** Another node may have written any key: likewise all puts. */
    public void allWrittenByOthers() {
        writes.allWrittenByOthers();
    }

    @Override
    public @Nullable CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        String text = KeyText.of(key);
        WriteItem item = writes.item(text, entry);
        if (!item.isPut()) {
            return null;
        }
        if (writes.distrusts(text) && !writes.deliver(text)) {
            writes.distrust(List.of(text)); // what is there is not known, and not to be trusted
            errors.increment();
            return null;
        }
        try {
            List<@Nullable Object> answer = link.await(calls.putIfAbsent(item));
            RedisEntry present = present(text, answer);
            if (present == null && !answer.isEmpty()) {
                writes.write(List.of(WriteItem.evict(text))); // it cannot be read, and so is nothing
                present = present(text, link.await(calls.putIfAbsent(item)));
            }
            return present;
        } catch (CacheStoreException ex) {
            writes.failed(item, ex);
            return null;
        }
    }

    private @Nullable RedisEntry present(String text, List<@Nullable Object> answer) {
        Object value = answer.isEmpty() ? null : answer.get(0);
        return value == null ? null : entry(text, (byte[]) value, (Long) answer.get(1), (Long) answer.get(2));
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
        writes.flush();
    }

    // Looking at it

    @Override
    public List<String> keys(KeyRange range) {
        return calls.list(range);
    }

    @Override
    public void declareValueType(Type type) {
        types.declare(type);
    }

    @Override
    public List<CacheStatistics.Level> levels(long hits, long misses) {
        return List.of(new CacheStatistics.Level(
                CacheSpec.REDIS, hits, misses, 0, errors.sum(), unreadable.sum(), null, null, (long) undelivered()));
    }

    /** Writes that wait to be delivered. */
    public int undelivered() {
        return writes.waiting();
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
        return writes.waiting() > 0
                ? new StoreHealth(StoreHealth.Status.DEGRADED, Map.of("redis", "ok", "undelivered", undelivered()))
                : new StoreHealth(StoreHealth.Status.UP, Map.of("redis", "ok"));
    }

    @Override
    public void close() {
        writes.close();
    }

    private <T extends @Nullable Object> T counted(Supplier<T> work) {
        try {
            return work.get();
        } catch (CacheStoreException ex) {
            errors.increment();
            throw ex;
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> countedAsync(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer;
        try {
            answer = link.<T>bounded(work.get());
        } catch (CacheStoreException ex) {
            answer = CompletableFuture.failedFuture(ex);
        }
        return answer.whenComplete((value, failure) -> {
            if (failure != null) {
                errors.increment();
            }
        });
    }
}
