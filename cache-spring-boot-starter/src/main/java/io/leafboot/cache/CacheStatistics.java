package io.leafboot.cache;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a cache since it was created: a snapshot whose figures are not taken at one instant.
 *
 * @param hits look-ups that found an entry, on whichever level
 * @param misses look-ups that found none
 * @param loads calls of a loader that gave a value, as far as the cache makes them itself
 * @param loadFailures calls of a loader that threw
 * @param loadTime time spent in loaders, failed calls included
 * @param puts entries written, by a caller or after a load
 * @param removals explicit evicts (one a key) and clears (one each)
 * @param evictions entries dropped from memory because of their size or age
 * @param errors operations that a store failed, did not answer in time, or had to put off
 * @param rejectedFills loaded values that were not kept, because their key was evicted or put meanwhile
 * @param loading what became of loads
 * @param levels the same per level, fastest first
 * @param writer what became of the values that were put; {@code null} without a {@link CacheWriter}
 */
public record CacheStatistics(
        long hits,
        long misses,
        long loads,
        long loadFailures,
        Duration loadTime,
        long puts,
        long removals,
        long evictions,
        long errors,
        long rejectedFills,
        Loading loading,
        List<Level> levels,
        @Nullable Writer writer) {

    /** Share of look-ups that were hits, 0 to 1; {@code null} before the first look-up. */
    public @Nullable Double hitRate() {
        return rate(hits, misses);
    }

    private static @Nullable Double rate(long hits, long misses) {
        return hits + misses == 0 ? null : (double) hits / (hits + misses);
    }

    /**
     * What became of loads.
     *
     * @param shared callers who got the value or the failure of a load that another had begun
     * @param leases loads that kept out those of other nodes
     * @param waits loads that had to wait for another node's
     * @param staleAnswers old values that were answered, because there was no new one yet
     * @param softTimeouts how often a caller with an old value did not wait longer for a new one, and got the old one
     * @param hardTimeouts how often a caller without one did not
     * @param refreshes loads in the background, of values that were not old yet, that succeeded
     * @param refreshFailures such loads that failed
     */
    public record Loading(
            long shared,
            long leases,
            long waits,
            long staleAnswers,
            long softTimeouts,
            long hardTimeouts,
            long refreshes,
            long refreshFailures) {}

    /**
     * One level of a cache.
     *
     * @param name {@code memory}, {@code redis} and the like
     * @param hits look-ups that this level answered
     * @param misses look-ups that it could not answer
     * @param evictions entries that it dropped because of size or age, where it knows
     * @param errors operations that failed on it
     * @param unreadable entries of it that could not be read, because their class or format had changed; each is a miss too
     * @param size entries; {@code null} where the level cannot tell
     * @param bytes weight of the entries; {@code null} where the level does not weigh them
     * @param undelivered keys whose last write waits to be delivered; {@code null} where none ever does
     */
    public record Level(
            String name,
            long hits,
            long misses,
            long evictions,
            long errors,
            long unreadable,
            @Nullable Long size,
            @Nullable Long bytes,
            @Nullable Long undelivered) {

        /** A level whose writes do not wait. */
        public Level(
                String name,
                long hits,
                long misses,
                long evictions,
                long errors,
                long unreadable,
                @Nullable Long size,
                @Nullable Long bytes) {
            this(name, hits, misses, evictions, errors, unreadable, size, bytes, null);
        }

        /** Share of look-ups that this level answered, 0 to 1; {@code null} before the first. */
        public @Nullable Double hitRate() {
            return rate(hits, misses);
        }
    }

    /**
     * Values on their way to the source.
     *
     * @param writes values that the {@link CacheWriter} wrote
     * @param failures values that it did not write, each time that one was tried
     * @param givenUp values that are not tried again, and are not in the source
     * @param waiting values that wait to be written
     */
    public record Writer(long writes, long failures, long givenUp, int waiting) {}
}
