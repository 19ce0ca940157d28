package io.leafboot.cache;

/** A load took longer than {@code hard-timeout}, and there was no old value. The load goes on, and its value is kept. */
public final class CacheLoadTimeoutException extends CacheLoadException {

    private static final long serialVersionUID = 1L;

    /** An exception. */
    public CacheLoadTimeoutException(String message) {
        super(message, null);
    }
}
