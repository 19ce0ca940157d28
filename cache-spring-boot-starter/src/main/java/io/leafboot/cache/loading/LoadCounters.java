package io.leafboot.cache.loading;

import io.leafboot.cache.CacheStatistics;
import java.util.concurrent.atomic.LongAdder;

/** What loads of a cache count. */
public final class LoadCounters {

    final LongAdder loads = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder nanos = new LongAdder();
    final LongAdder kept = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder shared = new LongAdder();
    final LongAdder leases = new LongAdder();
    final LongAdder waits = new LongAdder();
    final LongAdder staleAnswers = new LongAdder();
    final LongAdder softTimeouts = new LongAdder();
    final LongAdder hardTimeouts = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refreshFailures = new LongAdder();

    void loaded(long began, boolean succeeded) {
        (succeeded ? loads : failures).increment();
        nanos.add(System.nanoTime() - began);
    }

    /** Calls of a loader that gave a value. */
    public long loads() {
        return loads.sum();
    }

    /** Calls that threw. */
    public long failures() {
        return failures.sum();
    }

    /** Time spent in them. */
    public long nanos() {
        return nanos.sum();
    }

    /** Loaded values that were put. */
    public long kept() {
        return kept.sum();
    }

    /** Loaded values that were not, because their key was written meanwhile. */
    public long rejected() {
        return rejected.sum();
    }

    /** The rest. */
    public CacheStatistics.Loading snapshot() {
        return new CacheStatistics.Loading(
                shared.sum(),
                leases.sum(),
                waits.sum(),
                staleAnswers.sum(),
                softTimeouts.sum(),
                hardTimeouts.sum(),
                refreshes.sum(),
                refreshFailures.sum());
    }
}
