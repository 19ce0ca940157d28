package io.leafboot.cache.registry;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.RefreshAhead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is allowed, but hardly meant: a cache without bounds, and settings that do nothing without another. */
final class SpecWarnings {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private SpecWarnings() {}

    /**
     * Warns of it.
     *
     * @param own what the cache sets itself: of what the defaults set it may well make no use
     * @param spec the same, defaults applied
     */
    static void log(String name, CacheSpec own, CacheSpec spec, CacheType type) {
        String path = CacheSpec.path(name);
        if (type.inMemory() && spec.maxSize() == null && spec.maxBytes() == null) {
            log.warn(
                    "Cache '{}' has no bound in memory and may grow until the heap is full."
                            + " Set {}.max-size or max-bytes, or one of them under cache.defaults.",
                    name,
                    path);
        }
        if (spec.ttl() == null && spec.idleTtl() == null) {
            log.warn(
                    "Cache '{}' has no time to live: a value that nobody evicts is kept for ever."
                            + " Set {}.ttl, or cache.defaults.ttl.",
                    name,
                    path);
        }
        boolean ages = spec.ttl() != null || spec.nullTtl() != null;
        RefreshAhead ahead = own.loading().refreshAhead();
        if (!ages && isOn(own.loading().staleFor())) {
            doesNothing(path, "stale-for", "ttl", "its values are never old");
        }
        if (!ages && ahead != null && !RefreshAhead.OFF.equals(ahead)) {
            doesNothing(path, "refresh-ahead", "ttl", "its values are never old");
        }
        if (isOn(own.loading().softTimeout()) && !isOn(spec.loading().staleFor())) {
            doesNothing(path, "soft-timeout", "stale-for", "there is no old value to answer with");
        }
    }

    private static boolean isOn(@Nullable Duration time) {
        return time != null && !time.isZero();
    }

    private static void doesNothing(String path, String setting, String without, String because) {
        log.warn(
                "{}.{} does nothing without {}.{}: {}. Set that too, or leave it out.",
                path,
                setting,
                path,
                without,
                because);
    }
}
