package io.leafboot.cache;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How values of a cache are loaded, and what is answered while that fails or takes long. What is not set is {@code null}.
 * Zero switches a time off where the defaults set one.
 *
 * @param staleFor for how long after its time to live an old value is kept, to be answered while the source fails
 * @param staleRetry how long the source is left alone after a failure, as long as there is an old value
 * @param failureTtl how long a failure is answered without asking the source again, where there is no old value
 * @param softTimeout how long a caller waits for a new value that has an old one; the load goes on behind
 * @param hardTimeout how long a caller waits that has none
 * @param refreshAhead when a value is loaded anew, in the background, before its time to live is over
 * @param leaseTime for how long one load keeps others of the same key out, on this node and on all that share the store
 */
public record LoadSpec(
        @Nullable Duration staleFor,
        @Nullable Duration staleRetry,
        @Nullable Duration failureTtl,
        @Nullable Duration softTimeout,
        @Nullable Duration hardTimeout,
        @Nullable RefreshAhead refreshAhead,
        @Nullable Duration leaseTime) {

    /** Nothing set. */
    public static final LoadSpec UNSET = new LoadSpec(null, null, null, null, null, null, null);

    static final LoadSpec BUILT_IN =
            UNSET.withStaleRetry(Duration.ofSeconds(30)).withLeaseTime(Duration.ofSeconds(10));

    /** See {@link #staleFor}; zero, or 1 ms to 3650 days. */
    public LoadSpec withStaleFor(Duration staleFor) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    /** See {@link #staleRetry}; 1 ms to 1 day. */
    public LoadSpec withStaleRetry(Duration staleRetry) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    /** See {@link #failureTtl}; zero, or 1 ms to 1 day. */
    public LoadSpec withFailureTtl(Duration failureTtl) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    /** See {@link #softTimeout}; zero, or 1 ms to 1 hour. */
    public LoadSpec withSoftTimeout(Duration softTimeout) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    /** See {@link #hardTimeout}; zero, or 1 ms to 1 hour. */
    public LoadSpec withHardTimeout(Duration hardTimeout) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    /** See {@link #refreshAhead}. */
    public LoadSpec withRefreshAhead(RefreshAhead refreshAhead) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    /** See {@link #leaseTime}; 100 ms to 1 hour. */
    public LoadSpec withLeaseTime(Duration leaseTime) {
        return new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime);
    }

    LoadSpec orElse(LoadSpec defaults) {
        return new LoadSpec(
                staleFor != null ? staleFor : defaults.staleFor,
                staleRetry != null ? staleRetry : defaults.staleRetry,
                failureTtl != null ? failureTtl : defaults.failureTtl,
                softTimeout != null ? softTimeout : defaults.softTimeout,
                hardTimeout != null ? hardTimeout : defaults.hardTimeout,
                refreshAhead != null ? refreshAhead : defaults.refreshAhead,
                leaseTime != null ? leaseTime : defaults.leaseTime);
    }

    void describe(BiConsumer<String, @Nullable Object> settings) {
        settings.accept("stale-for", staleFor);
        settings.accept("stale-retry", staleRetry);
        settings.accept("failure-ttl", failureTtl);
        settings.accept("soft-timeout", softTimeout);
        settings.accept("hard-timeout", hardTimeout);
        settings.accept("refresh-ahead", refreshAhead);
        settings.accept("lease-time", leaseTime);
    }
}
