package io.leafboot.cache.registry;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that a store fails, once a minute and not once a call. */
final class StoreErrors {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final String cache;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - SILENCE_NANOS);

    StoreErrors(String cache) {
        this.cache = cache;
    }

    void onRead(Throwable failure) {
        warn("Reading cache '{}' failed and counts as a miss: {}", failure);
    }

    void onFill(Throwable failure) {
        warn("A loaded value was not kept in cache '{}': {}", failure);
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
