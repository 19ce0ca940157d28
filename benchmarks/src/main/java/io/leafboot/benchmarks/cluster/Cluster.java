package io.leafboot.benchmarks.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What all contestants that are clusters wait for. */
final class Cluster {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Cluster() {}

    static void awaitMembers(IntSupplier members) throws InterruptedException {
        long start = System.nanoTime();
        while (members.getAsInt() != Member.COUNT) {
            if (System.nanoTime() - start > LONGEST_NANOS) {
                throw new IllegalStateException("A cluster of " + members.getAsInt() + " instead of " + Member.COUNT);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
