package io.leafboot.cache.loading;

import org.springframework.cache.Cache;

/** One call of an annotated method, as the caches see it that take part. */
public interface MethodCall {

    /**
     * A cache has missed. Of several, the first is the one that the call loads through.
     *
     * @return whether this is the one: the call will ask it to load, and to keep what it loads
     */
    boolean missed(LoadingCache cache);

    /** How to load the value. To be used once at most, and only if the call does not load. */
    Load load();

    /** A cache that takes part in calls. */
    interface Participant {

        /** This cache for one call. */
        Cache forCall(MethodCall call);
    }
}
