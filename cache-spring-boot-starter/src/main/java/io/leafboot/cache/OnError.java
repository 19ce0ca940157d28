package io.leafboot.cache;

/** What a caller sees of a store that fails. */
public enum OnError {
    /** Nothing: a read is a miss, a write is delivered later, and what works carries the load. */
    DEGRADE,
    /** A {@link CacheStoreException}, from reads and writes alike. A write is delivered later all the same. */
    PROPAGATE
}
