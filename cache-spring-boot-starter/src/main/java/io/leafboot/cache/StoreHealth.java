package io.leafboot.cache;

import java.util.Map;

/**
 * Whether a store can do its work.
 *
 * @param status the answer
 * @param details what an operator wants to know; no secrets
 */
public record StoreHealth(Status status, Map<String, Object> details) {

    /** Nothing to complain of. */
    public static final StoreHealth UP = new StoreHealth(Status.UP, Map.of());

    /** Kinds of answer, worst last. */
    public enum Status {
        /** All levels work. */
        UP,
        /** A level is out of order, and another carries the load. */
        DEGRADED,
        /** The cache keeps nothing; every call goes to the source. */
        DOWN
    }
}
