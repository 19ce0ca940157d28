package io.leafboot.cache.test;

import org.jspecify.annotations.Nullable;

/**
 * Real Redis servers. Those that are shared are started when first asked for and end with the JVM; tests that use them keep
 * to keys of their own, and do them no harm.
 */
public final class RedisServers {

    private static @Nullable RedisServer standalone;
    private static @Nullable RedisSentinels sentinel;
    private static @Nullable RedisCluster cluster;

    private RedisServers() {}

    /** One server, shared. */
    public static synchronized RedisServer standalone() {
        if (standalone == null) {
            standalone = startOwn();
        }
        return standalone;
    }

    /** A server for a test that kills it or looks at all there is on it; to be closed by the caller. */
    public static RedisServer startOwn() {
        return new RedisServer(Ports.free(), false);
    }

    /** A master, two replicas and three sentinels, shared. */
    public static synchronized RedisSentinels sentinel() {
        if (sentinel == null) {
            sentinel = startOwnSentinel();
        }
        return sentinel;
    }

    /** A master, two replicas and three sentinels for a test that kills some; to be closed by the caller. */
    public static RedisSentinels startOwnSentinel() {
        return new RedisSentinels();
    }

    /** A cluster of three masters, shared. */
    public static synchronized RedisCluster cluster() {
        if (cluster == null) {
            cluster = startOwnCluster();
        }
        return cluster;
    }

    /** A cluster of three masters for a test that kills some; to be closed by the caller. */
    public static RedisCluster startOwnCluster() {
        return new RedisCluster();
    }
}
