package io.leafboot.cache.source;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.codec.KeyText;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes on the caller's thread, within its transaction, before anything is put. A writer that fails may have written all
 * the same, or some of several: the keys are evicted.
 */
final class WriteThrough implements SourceWrites {

    private final String cache;
    private final CacheWriter<Object, Object> writer;
    private final Function<Object, Object> identity;
    private final WriterCounters counters = new WriterCounters();
    private final Overlaps overlaps = new Overlaps();

    WriteThrough(String cache, CacheWriter<Object, Object> writer, Function<Object, Object> identity) {
        this.cache = cache;
        this.writer = writer;
        this.identity = identity;
    }

    @Override
    public void put(
            Map<Object, @Nullable Object> values, Runnable put, Runnable evict, @Nullable Deferral transaction) {
        Collection<Object> keys = values.keySet().stream().map(identity).toList();
        overlaps.begin(keys);
        Runnable committed = () -> overlaps.inOrder(keys, put, evict);
        Runnable nothing = () -> overlaps.end(keys, evict);
        Runnable unknown = () -> overlaps.inOrder(keys, evict, evict);
        try {
            write(values);
        } catch (Throwable ex) {
            try {
                finish(transaction, unknown, nothing, unknown);
            } catch (RuntimeException another) {
                ex.addSuppressed(another);
            }
            throw ex;
        }
        finish(transaction, committed, nothing, unknown);
    }

    private static void finish(
            @Nullable Deferral transaction, Runnable committed, Runnable rolledBack, Runnable unknown) {
        if (transaction == null) {
            committed.run();
        } else {
            transaction.run(committed, rolledBack, unknown);
        }
    }

    private void write(Map<Object, @Nullable Object> values) {
        try {
            WriterCall.write(writer, values);
        } catch (Throwable ex) {
            counters.failed(values.size());
            if (ex instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (ex instanceof Error error) {
                throw error;
            }
            if (ex instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new CacheWriteException(
                    "The source of cache '" + cache + "' did not take " + described(values) + ": " + ex, ex);
        }
        counters.written(values.size());
    }

    private static String described(Map<Object, @Nullable Object> values) {
        return values.size() == 1
                ? "the value of key '"
                        + KeyText.describe(values.keySet().iterator().next()) + "'"
                : values.size() + " values";
    }

    @Override
    public CacheStatistics.Writer statistics() {
        return counters.snapshot(0);
    }
}
