package io.leafboot.cache.source;

import io.leafboot.cache.CacheStatistics;
import java.util.concurrent.atomic.LongAdder;

/** What became of values that were given to a writer; a value that is tried three times counts three times. */
final class WriterCounters {

    private final LongAdder writes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder givenUp = new LongAdder();

    void written(int values) {
        writes.add(values);
    }

    void failed(int values) {
        failures.add(values);
    }

    void givenUp() {
        givenUp.increment();
    }

    CacheStatistics.Writer snapshot(int waiting) {
        return new CacheStatistics.Writer(writes.sum(), failures.sum(), givenUp.sum(), waiting);
    }
}
