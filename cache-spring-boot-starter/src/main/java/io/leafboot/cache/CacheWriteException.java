package io.leafboot.cache;

import org.jspecify.annotations.Nullable;

/** A value was not written to the source of a cache, nor put into the cache. */
public class CacheWriteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception, with what the {@link CacheWriter} threw if it is that. */
    public CacheWriteException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
