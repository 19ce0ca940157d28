package io.leafboot.cache;

import org.jspecify.annotations.Nullable;

/** A store did not do what it was asked to: out of reach, out of time, or an entry that cannot be written. */
public class CacheStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with the store's own as its cause. */
    public CacheStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
