package io.leafboot.benchmarks.cluster;

/** What is measured. */
enum Operation {
    LOCAL_GET("get, held by this node", 32),
    REMOTE_GET("get, held by other nodes", 1),
    NEAR_GET("get, near copy of what others hold", 32),
    REMOTE_PUT("put, held by other nodes", 1),
    PUT("put, any key", 1),
    NEAR_PUT("put, held by other nodes, with near copies", 1);

    private final String title;
    private final int timedOneIn;

    Operation(String title, int timedOneIn) {
        this.title = title;
        this.timedOneIn = timedOneIn;
    }

    String title() {
        return title;
    }

    /** Of so many calls one is timed: reading the clock takes as long as a look-up in memory. */
    int timedOneIn() {
        return timedOneIn;
    }

    boolean isPut() {
        return this == REMOTE_PUT || this == PUT || this == NEAR_PUT;
    }

    /** Whether the cache is the one with near copies. */
    boolean isNear() {
        return this == NEAR_GET || this == NEAR_PUT;
    }
}
