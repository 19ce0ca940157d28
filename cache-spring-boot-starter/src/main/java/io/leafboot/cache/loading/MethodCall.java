package io.leafboot.cache.loading;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** One call of an annotated method, as the caches see it that take part. */
public interface MethodCall {

    /**
     * A cache has missed. Of several, the first is the one that the call loads through.
     *
     * @return whether this is the one: the call will ask it to load, and to keep what it loads
     */
    boolean missed(LoadingCache cache);

    /**
     * How to load a value anew that was found. To be used once at most, and only if the call does not load.
     *
     * @return {@code null} if the method is called anyway
     */
    @Nullable
    Load refresh();

    /** The cache that the call loads through answered an old value. */
    void answeredOld();

    /** Whether it did, or answered what another call had loaded: that is not to be put into others, where it would pass for new. */
    boolean isOld();

    /** A cache that takes part in calls. */
    interface Participant {

        /** This cache for one call. */
        Cache forCall(MethodCall call);
    }
}
