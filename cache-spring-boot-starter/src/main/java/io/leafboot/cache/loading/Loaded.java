package io.leafboot.cache.loading;

import org.jspecify.annotations.Nullable;

/**
 * A load that has ended, and what became of its value.
 *
 * @param value what it gave
 * @param valid whether nobody had written the key until an instant after {@code validAfter}
 * @param validAfter that instant
 */
record Loaded(@Nullable Object value, boolean valid, long validAfter) {

    /** Another node loads already, and so nothing was loaded here. */
    static final Loaded NOTHING = new Loaded(null, false, 0);

    boolean isNothing() {
        return validAfter == 0 && !valid;
    }

    /** Whether somebody may have the value who asked at this instant. */
    boolean holdsFor(long asked) {
        return valid && asked - validAfter < 0;
    }
}
