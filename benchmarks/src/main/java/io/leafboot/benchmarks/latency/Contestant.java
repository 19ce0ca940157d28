package io.leafboot.benchmarks.latency;

/** A generator over the table, as {@link LatencyBenchmark} drives it. */
interface Contestant extends AutoCloseable {

    /** Ids of one tag. */
    interface Source extends AutoCloseable {

        long next();

        /** Returns how many ranges were claimed from the table so far. */
        long claims();

        @Override
        void close();
    }

    String name();

    /** Returns the step of the rows that it claims from. */
    int step();

    /** Returns a source for a tag that has a row and was never used; it claims nothing before the first id. */
    Source open(String tag);

    @Override
    void close();
}
