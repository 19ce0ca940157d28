package io.leafboot.benchmarks.latency;

import java.util.concurrent.atomic.AtomicLong;

/** A counter in place of a generator: what it shows is the machine and the measuring, not a wait for ids. */
final class FloorContestant implements Contestant {

    @Override
    public String name() {
        return "`AtomicLong`, the floor";
    }

    @Override
    public int step() {
        return 1;
    }

    @Override
    public Source open(String tag) {
        AtomicLong counter = new AtomicLong();
        return new Source() {
            @Override
            public long next() {
                return counter.incrementAndGet();
            }

            @Override
            public long claims() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
