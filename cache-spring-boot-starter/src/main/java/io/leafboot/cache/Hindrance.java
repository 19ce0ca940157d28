package io.leafboot.cache;

import org.jspecify.annotations.Nullable;

/**
 * Why there is nothing to load now: what {@link CacheStore#beginFill} answers then.
 *
 * @param present see {@link CacheStore.Fill#present}
 * @param heldBy see {@link CacheStore.Fill#heldBy}
 * @param failure see {@link CacheStore.Fill#failure}
 * @param restNanos see {@link CacheStore.Fill#restNanos}
 */
public record Hindrance(
        @Nullable CacheEntry present,
        @Nullable String heldBy,
        @Nullable String failure,
        long restNanos) implements CacheStore.Fill {

    /** A value is there. */
    public static Hindrance present(CacheEntry entry) {
        return new Hindrance(entry, null, null, 0);
    }

    /** Another loads it. */
    public static Hindrance held(String holder) {
        return new Hindrance(null, holder, null, 0);
    }

    /** Another has failed to load it. */
    public static Hindrance failed(String failure, long restNanos) {
        return new Hindrance(null, null, failure, restNanos);
    }

    @Override
    public boolean complete(CacheEntry entry) {
        return false;
    }
}
