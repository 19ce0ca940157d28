package io.leafboot.cache.codec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that values of one cache cannot be written: once a class, so that a put in a loop does not fill it.
 *
 * <p>Safe for use by many threads.
 */
public final class UnwritableValues {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final int MOST_COMPLAINTS = 100;

    private final String cache;
    /** Classes that have been complained about. */
    private final Set<String> classes = ConcurrentHashMap.newKeySet();

    /** Values of this cache; none is known that cannot be written. */
    public UnwritableValues(String cache) {
        this.cache = cache;
    }

    /** A value could not be written, for this reason. */
    public void complain(@Nullable Object value, Exception failure) {
        if (classes.size() < MOST_COMPLAINTS && classes.add(String.valueOf(value == null ? null : value.getClass()))) {
            logger.warn(
                    "A value in cache '{}' cannot be written and is not kept; so are others of its class",
                    cache,
                    failure);
        }
    }
}
