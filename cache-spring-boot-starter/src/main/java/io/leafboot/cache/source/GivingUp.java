package io.leafboot.cache.source;

import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.codec.KeyText;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up a value that cannot be written, in the open: its key is logged and evicted, since the cache has what the source has
 * not, and the writer is told.
 */
final class GivingUp {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private final String cache;
    private final CacheWriter<Object, Object> writer;
    private final Consumer<Object> evict;
    private final WriterCounters counters;

    GivingUp(String cache, CacheWriter<Object, Object> writer, Consumer<Object> evict, WriterCounters counters) {
        this.cache = cache;
        this.writer = writer;
        this.evict = evict;
        this.counters = counters;
    }

    /** The log does not get to see the value, nor what the failure says, for that may quote it. */
    @SuppressWarnings("NullAway") // a null value is given up as such
    void giveUp(Object key, @Nullable Object value, String why, Throwable failure) {
        counters.givenUp();
        String text = text(key);
        log.error(
                "The value of key '{}' of cache '{}' is given up and not in its source: {} ({})",
                text,
                cache,
                why,
                failure.getClass().getName());
        try {
            evict.accept(key);
        } catch (Throwable ex) {
            log.error("Key '{}' of cache '{}', whose value was given up, could not be evicted", text, cache, ex);
        }
        try {
            writer.givenUp(key, value, failure);
        } catch (Throwable ex) {
            log.error("The writer of cache '{}' failed to take back the value of key '{}'", cache, text, ex);
        }
    }

    private static String text(Object key) {
        try {
            return KeyText.describe(key);
        } catch (Throwable ex) { // of a class of the application's
            return key.getClass().getName();
        }
    }
}
