package io.leafboot.cache.source;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.CacheWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache.ValueWrapper;

/** Writes later, on a thread of its own: a writer may be slow. */
final class WriteBehind implements SourceWrites {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private final String cache;
    private final CacheWriter<Object, Object> writer;
    private final BehindSettings settings;
    private final Function<Object, Object> identity;
    private final WriteBehindQueue queue;
    private final GivingUp givingUp;
    private final WriterCounters counters = new WriterCounters();
    private final Overlaps overlaps = new Overlaps();
    private final Thread thread;
    /** Looked at by that thread alone. */
    private boolean failing;

    /**
     * Begins at once.
     *
     * @param identity what makes two keys the same one
     * @param evict evicts a key from the cache
     */
    WriteBehind(
            String cache,
            CacheWriter<Object, Object> writer,
            BehindSettings settings,
            Function<Object, Object> identity,
            Consumer<Object> evict) {
        this.cache = cache;
        this.writer = writer;
        this.settings = settings;
        this.identity = identity;
        Consumer<Object> evictAfterPuts = key -> {
            overlaps.disturb(List.of(identity.apply(key))); // it may not be in the cache yet
            evict.accept(key);
        };
        this.givingUp = new GivingUp(cache, writer, evictAfterPuts, counters);
        this.queue = new WriteBehindQueue(cache, settings, identity);
        this.thread = new Thread(this::work, "cache-writer-" + cache);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void put(
            Map<Object, @Nullable Object> values, Runnable put, Runnable evict, @Nullable Deferral transaction) {
        if (transaction == null) {
            inOrder(values, () -> queue.put(values), put, evict);
            return;
        }
        queue.reserve(values.size()); // a transaction that finds no room fails, instead of one that is committed
        transaction.run(
                () -> inOrder(values, () -> fill(values), put, evict), () -> queue.release(values.size()), () -> {
                    queue.release(values.size());
                    giveUp(values, "nobody knows whether its transaction was committed");
                });
    }

    /** First into the queue: the cache must not have what the source will never have. */
    private void inOrder(Map<Object, @Nullable Object> values, Runnable queueing, Runnable put, Runnable evictAll) {
        Collection<Object> keys = values.keySet().stream().map(identity).toList();
        overlaps.begin(keys);
        try {
            queueing.run();
        } catch (Throwable ex) {
            overlaps.end(keys, evictAll);
            throw ex;
        }
        overlaps.inOrder(keys, put, evictAll);
    }

    private void fill(Map<Object, @Nullable Object> values) {
        try {
            queue.fill(values);
        } catch (CacheWriteException ex) { // the cache was closed before the commit
            giveUp(values, "the cache was closed before its transaction was committed");
            throw ex;
        }
    }

    @Override
    public @Nullable ValueWrapper pending(Object key) {
        return queue.pending(key);
    }

    // Writing

    private void work() {
        boolean closed = false;
        while (!closed) {
            try {
                List<Waiting> batch = queue.take();
                closed = batch.isEmpty();
                write(batch);
            } catch (InterruptedException ex) { // the writer left it behind, or the queue is closed and will say so
                log.debug("The writer of cache '{}' was interrupted", cache, ex);
            } catch (Throwable ex) { // or nobody would write any more
                log.error("Writing values of cache '{}' to its source failed", cache, ex);
            }
        }
    }

    private void write(List<Waiting> batch) {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        batch.forEach(each -> values.put(each.key, each.get()));
        try {
            WriterCall.write(writer, values);
        } catch (Throwable ex) {
            failed(batch, ex);
            return;
        }
        failing = false;
        counters.written(batch.size());
        queue.done(batch);
    }

    private void failed(List<Waiting> batch, Throwable failure) {
        counters.failed(batch.size());
        if (!failing) { // what the failure says may quote a value
            log.warn(
                    "The writer of cache '{}' fails: {}",
                    cache,
                    failure.getClass().getName());
        }
        failing = true;
        log.debug("{} values of cache '{}' could not be written", batch.size(), cache, failure);
        List<Waiting> over = queue.failed(batch, failure);
        for (Waiting each : over) {
            givingUp.giveUp(each.key, each.get(), "it was tried " + each.attempts() + " times", failure);
        }
        queue.done(over);
    }

    private void giveUp(Map<Object, @Nullable Object> values, String why) {
        values.forEach((key, value) -> givingUp.giveUp(key, value, why, new CacheWriteException(why, null)));
    }

    // Ending

    @Override
    public CacheStatistics.Writer statistics() {
        return counters.snapshot(queue.size());
    }

    @Override
    public void drain() {
        queue.drain();
    }

    @Override
    public void flush() {
        queue.drain();
        try {
            if (Thread.currentThread() != thread && !queue.awaitEmpty(settings.limit())) {
                log.warn("{} values of cache '{}' are not written to its source yet", queue.size(), cache);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        flush();
        queue.close();
        thread.interrupt();
        try {
            TimeUnit.SECONDS.timedJoin(thread, 1); // so that what is being written is not given up needlessly
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        for (Waiting each : queue.clear()) {
            Throwable failure = each.failure();
            String why = "the cache was closed";
            givingUp.giveUp(each.key, each.get(), why, failure != null ? failure : new CacheWriteException(why, null));
        }
    }
}
