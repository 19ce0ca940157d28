package io.leafboot.cache;

/** How a put reaches the remote level of a cache of two levels. An evict always reaches it before it returns. */
public enum WritePolicy {
    /** Remote level first, then memory; the put returns when both have it. */
    WRITE_THROUGH,
    /** Memory at once; the remote level in batches, so that other nodes see the value a little later. */
    WRITE_BEHIND,
    /** Remote level only: values that are seldom read again do not drive others out of memory. */
    WRITE_AROUND
}
