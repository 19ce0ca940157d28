package io.leafboot.cache.loading;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what goes wrong behind a caller's back, once a minute and not once a call. */
public final class StoreErrors {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final String cache;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - SILENCE_NANOS);

    /** For one cache. */
    public StoreErrors(String cache) {
        this.cache = cache;
    }

    /** A look-up failed. */
    public void onRead(Throwable failure) {
        warn("Reading cache '{}' failed and counts as a miss: {}", failure);
    }

    void onFill(Throwable failure) {
        warn("A loaded value was not kept in cache '{}': {}", failure);
    }

    void onLoad(Throwable failure) {
        warn("A load of cache '{}' failed, and an old value is answered: {}", failure);
    }

    void onRefresh(Throwable failure) {
        warn("Loading a value of cache '{}' in the background failed: {}", failure);
    }

    void onTags(Throwable failure) {
        warn("The tags of an entry of cache '{}' cannot be told, and it is not kept: {}", failure);
    }

    private void warn(String message, Throwable failure) {
        long now = System.nanoTime();
        long last = lastNanos.get();
        if (now - last >= SILENCE_NANOS && lastNanos.compareAndSet(last, now)) {
            log.warn(message, cache, failure.toString());
        }
        log.debug(message, cache, failure.toString(), failure);
    }
}
