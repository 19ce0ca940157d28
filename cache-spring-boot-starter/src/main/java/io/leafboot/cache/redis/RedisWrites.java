package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.OnError;
import io.leafboot.cache.codec.UnwritableValues;
import io.leafboot.cache.redis.Partitions.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes of one cache: what Redis does not acknowledge is remembered, not trusted, and delivered as soon as it can be; in each
 * partition for itself. Where there is a log, a put is delivered as a put, unless another node has written its key since this
 * node last read the log before it sent the put. Otherwise an evict is delivered.
 */
final class RedisWrites {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");

    private static final String NOT_WRITTEN =
            "Writing to cache '{}' in Redis failed; its keys are not read from there until that was made up for: {}";
    private static final String NOT_CLEARED =
            "Cache '{}' could not be cleared in Redis, or of a tag; until it is, nothing is read from there: {}";

    private final String cache;
    private final RedisLink link;
    private final WriteScripts scripts;
    private final RedisValues values;
    private final Partitions partitions;
    private final Redelivery redelivery;
    private final Errors errors;
    private final UnwritableValues unwritable;
    private final long idleMillis;
    /** Whether callers are told of a failure. It is made good later all the same. */
    private final boolean propagate;

    RedisWrites(
            String cache,
            CacheSpec spec,
            RedisLink link,
            WriteScripts scripts,
            RedisValues values,
            Partitions partitions,
            Redelivery redelivery,
            Errors errors) {
        this.cache = cache;
        this.link = link;
        this.scripts = scripts;
        this.values = values;
        this.partitions = partitions;
        this.redelivery = redelivery;
        this.errors = errors;
        this.unwritable = new UnwritableValues(cache);
        this.idleMillis = spec.idleTtl() == null ? 0 : spec.idleTtl().toMillis();
        this.propagate = spec.onError() == OnError.PROPAGATE;
    }

    /** What to write; an evict, if the value cannot be written, so that the older one is not seen any more. */
    WriteItem item(String text, CacheEntry entry) {
        try {
            return WriteItem.put(text, values.write(entry), entry, idleMillis);
        } catch (Exception ex) {
            errors.add();
            unwritable.complain(entry.get(), ex);
            return WriteItem.evict(text);
        }
    }

    /** Writes items, and tells how many of their keys had a value. What fails is put off. */
    int write(List<WriteItem> items) {
        int there = 0;
        CacheStoreException failure = null;
        for (int from = 0; from < items.size(); from += RedisLink.AT_ONCE) {
            try {
                there += writeAtOnce(items.subList(from, Math.min(from + RedisLink.AT_ONCE, items.size())));
            } catch (CacheStoreException ex) { // which the caller is told when the others have been written, too
                failure = ex;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return there;
    }

    private int writeAtOnce(List<WriteItem> items) {
        Map<Integer, List<WriteItem>> byPartition = partitions.byPartition(items);
        overtake(byPartition);
        int there = 0;
        boolean first = false;
        CacheStoreException failure = null;
        for (Part<List<WriteItem>> part : partitions.send(byPartition, scripts::write)) {
            try {
                there += (Integer) link.await(part.answer());
                if (part.number() > 0) {
                    part.what().forEach(item -> part.where().settled(item.text(), part.number()));
                }
            } catch (CacheStoreException ex) {
                first |= failure == null && !partitions.any();
                failure = ex;
                part.what().forEach(item -> part.where().add(item.text(), late(item, part.since(), ex)));
            }
        }
        if (failure != null) {
            complain(first, NOT_WRITTEN, failure);
        }
        return there;
    }

    /** What is written now is not to be followed by an older put. Waits for one that is on its way, a bounded time. */
    private void overtake(Map<Integer, List<WriteItem>> byPartition) {
        List<CompletableFuture<?>> before = new ArrayList<>();
        byPartition.forEach((partition, items) -> {
            Undelivered where = partitions.get(partition);
            if (where.any()) {
                for (WriteItem item : items) {
                    CompletableFuture<?> arrival = where.overtake(item.text());
                    if (arrival != null) {
                        before.add(arrival);
                    }
                }
            }
        });
        before.forEach(CompletableFuture::join);
    }

    /** A put to be made again; {@code null} for an evict. A server that is full takes evicts, and the older value must go. */
    private static Undelivered.@Nullable Late late(
            WriteItem item, @Nullable String since, CacheStoreException failure) {
        return since == null || !item.isPut() || Redelivery.isFull(failure) ? null : new Undelivered.Late(item, since);
    }

    /** Counts a failure, says so if it is the first, and tells the caller who wants to know. */
    private void complain(boolean first, String what, CacheStoreException failure) {
        errors.add();
        if (first) {
            logger.warn(what, cache, failure.toString());
        }
        if (propagate) {
            throw failure;
        }
    }

    /** Evicts a key without waiting for it; if that fails, it is not put off. */
    CompletableFuture<Integer> tryToEvict(String text) {
        return scripts.write(List.of(WriteItem.evict(text)));
    }

    /** See {@link RedisStore#putBehind}. */
    CompletableFuture<?> putBehind(Map<String, CacheEntry> entries, InvalidationLog log) {
        List<WriteItem> items = new ArrayList<>(entries.size());
        entries.forEach((text, entry) -> items.add(item(text, entry)));
        evictSoon(items.stream()
                .filter(item -> !item.isPut())
                .map(WriteItem::text)
                .toList());
        items.removeIf(item -> !item.isPut());
        return link.bounded(scripts.writeBehind(items, log));
    }

    /** Puts an entry if there is none, and gives the one that was there. */
    @Nullable
    RedisEntry putIfAbsent(String text, CacheEntry entry) {
        WriteItem item = item(text, entry);
        if (!item.isPut()) {
            return null;
        }
        if (partitions.distrusts(text) && !deliver(text)) {
            partitions.distrust(List.of(text)); // what is there is not known, and not to be trusted
            errors.add();
            return null;
        }
        try {
            List<@Nullable Object> answer = link.await(scripts.putIfAbsent(item));
            RedisEntry present = present(text, answer);
            if (present == null && !answer.isEmpty()) {
                write(List.of(WriteItem.evict(text))); // it cannot be read, and so is nothing
                present = present(text, link.await(scripts.putIfAbsent(item)));
            }
            return present;
        } catch (CacheStoreException ex) { // nobody knows what Redis has under this key, or whether anything was put
            boolean first = !partitions.any();
            partitions.of(text).add(text, null);
            complain(first, NOT_WRITTEN, ex);
            return null;
        }
    }

    private @Nullable RedisEntry present(String text, List<@Nullable Object> answer) {
        Object value = answer.isEmpty() ? null : answer.get(0);
        return value == null ? null : values.entry(text, (byte[]) value, (Long) answer.get(1), (Long) answer.get(2));
    }

    /** Delivers what was put off of a key, and tells whether that worked. */
    private boolean deliver(String text) {
        if (partitions.of(text).pendingAll()) {
            redelivery.deliver();
        } else {
            write(List.of(WriteItem.evict(text)));
        }
        return !partitions.distrusts(text);
    }

    /** Evicts keys before long, and does not trust them until then. Does not wait. */
    void evictSoon(Collection<String> texts) {
        if (!texts.isEmpty()) {
            partitions.distrust(texts);
            redelivery.deliverSoon();
        }
    }

    /** Makes all that was written invalid, now or as soon as it can be. */
    void clear() {
        invalidate(scripts::clear, true);
    }

    /** Makes all with this tag invalid, now, or all there is as soon as it can be. */
    void evictTag(int tag) {
        invalidate(partition -> scripts.evictTag(partition, tag), false);
    }

    private void invalidate(Function<Integer, CompletableFuture<?>> call, boolean all) {
        boolean first = partitions.all().stream().noneMatch(Undelivered::pendingAll);
        partitions.all().stream().map(Undelivered::overtakeAll).toList().forEach(CompletableFuture::join);
        CacheStoreException failure = null;
        for (Part<Integer> part : partitions.send(partitions.numbers(), call)) {
            try {
                link.await(part.answer());
                if (all) {
                    part.where().deliveredAll(part.number());
                }
            } catch (CacheStoreException ex) {
                part.where().addAll();
                failure = ex;
            }
        }
        if (failure != null) {
            complain(first, NOT_CLEARED, failure);
        }
    }
}
