package io.leafboot.cache.loading;

import org.jspecify.annotations.Nullable;

/**
 * A load that has ended, and what became of its value.
 *
 * @param value what it gave
 * @param shareable whether others may have it, which they may not if it is what a transaction has not committed
 * @param trueAt when the value is known to have been what a read of the source gives
 */
record Loaded(@Nullable Object value, boolean shareable, long trueAt) {

    /**
     * What the source gave. Those who asked before it was called have it from a call within their own, whatever was written
     * meanwhile; who asked later, only if nobody had written the key until the load ended.
     *
     * @param unwritten whether that is known
     */
    static Loaded of(@Nullable Object value, boolean inTransaction, boolean unwritten, long began, long ended) {
        return new Loaded(value, !inTransaction, unwritten ? ended : began);
    }

    /** What was there after all, when a load was begun for somebody who asked at this instant. */
    static Loaded present(@Nullable Object value, long asked) {
        return new Loaded(value, true, asked);
    }

    /** Another node loads already, and so nothing was loaded here. */
    static final Loaded NOTHING = new Loaded(null, false, 0);

    boolean isNothing() {
        return trueAt == 0 && !shareable;
    }

    /** Whether somebody may have the value who asked at this instant. */
    boolean holdsFor(long asked) {
        return shareable && asked - trueAt < 0;
    }
}
