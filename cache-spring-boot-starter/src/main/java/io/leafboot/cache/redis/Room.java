package io.leafboot.cache.redis;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all caches together may keep of puts that wait to be delivered. Safe for use by many threads. */
final class Room {

    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    Room(long bytes) {
        this.bytes = bytes;
    }

    /** Takes some, if that much is left. */
    boolean take(long some) {
        if (taken.addAndGet(some) <= bytes) {
            return true;
        }
        giveBack(some);
        return false;
    }

    void giveBack(long some) {
        taken.addAndGet(-some);
    }
}
