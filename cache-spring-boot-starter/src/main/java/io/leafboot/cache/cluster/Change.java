package io.leafboot.cache.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done with what is under a key.
 *
 * @param <T> what comes of it
 * @param stored what to write over it; {@code null} to leave it as it is
 * @param millis how long to keep that; 0 for as long as its value
 * @param result what comes of it, if nobody has written the key meanwhile
 */
record Change<T>(@Nullable Stored stored, long millis, T result) {

    /** Leaves it as it is. */
    static <T> Change<T> none(T result) {
        return new Change<>(null, 0, result);
    }

    /** Decides by what is there. Asked anew where others have written the key meanwhile; may not wait. */
    interface Rule<T> {

        /**
         * Decides.
         *
         * @param there what was read; where the first owner had something else, that
         * @param lost whether the first owner has nothing: it lost to its bound what a copy of it still has
         */
        Change<T> on(@Nullable Stored there, boolean lost);
    }
}
