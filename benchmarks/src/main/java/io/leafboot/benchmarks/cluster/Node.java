package io.leafboot.benchmarks.cluster;

import java.util.Set;

/** A contestant in this process: one of three nodes, or a client of a server. */
interface Node extends AutoCloseable {

    /** A cache without near copies. */
    Store store();

    /** A cache with near copies; {@code null} where the contestant has none. */
    default Store nearStore() {
        return null;
    }

    /** Which keys this node answers by itself, once no entries move any more. */
    Set<String> held() throws InterruptedException;

    @Override
    void close();
}
