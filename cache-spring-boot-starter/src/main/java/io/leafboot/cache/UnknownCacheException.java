package io.leafboot.cache;

import java.util.Collection;

/** There is no cache of this name. */
public class UnknownCacheException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** An exception that lists the caches there are. */
    public UnknownCacheException(String name, Collection<String> known) {
        super("There is no cache named '" + name + "'. Known caches: "
                + (known.isEmpty() ? "none" : String.join(", ", known)) + ". Declare it under " + CacheSpec.path(name)
                + ", or set cache.create-unknown=true to create caches with cache.defaults when they are first used.");
    }
}
