package io.leafboot.cache;

import org.jspecify.annotations.Nullable;

/** A value could not be loaded, and the cache knows it without having asked the source itself. */
public class CacheLoadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with a cause, if there is one in this process. */
    public CacheLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
