package io.leafboot.cache;

/**
 * Which entry leaves a memory level that is full. There is one policy, Caffeine's Window TinyLFU: it keeps what is read
 * often and lets newcomers prove themselves, and on every published trace is as good as LRU or better. The other names are
 * accepted so that a configuration written for another cache manager can be carried over; they mean the same.
 */
public enum Eviction {
    /** Window TinyLFU. */
    WINDOW_TINY_LFU,
    /** The same: recency is what its window looks at. */
    LRU,
    /** The same: entries leave by age too, whenever {@code ttl} is set, and then it must be. */
    TTL,
    /** The same: no order was promised. */
    SIMPLE
}
