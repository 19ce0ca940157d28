package io.leafboot.cache.redis;

import io.leafboot.cache.InvalidCacheSpecException;
import java.time.Duration;

/**
 * Behaviour towards Redis.
 *
 * @param commandTimeout how long a call waits for an answer, 1 ms to 1 minute
 * @param maxValueBytes values that are longer when written are not kept, 1 byte to 512 MB
 * @param clusterPartitions on a cluster, over how many hash slots keys are spread, 1 to 1024
 * @param logLength about how many writes the log holds, 100 to 10,000,000
 * @param pollInterval how often the log is read even if nothing rings, 10 ms to 1 minute
 * @param breaker when Redis is left alone
 */
public record RedisSettings(
        Duration commandTimeout,
        long maxValueBytes,
        int clusterPartitions,
        int logLength,
        Duration pollInterval,
        Breaker breaker) {

    /**
     * When a Redis that does not answer is left alone.
     *
     * @param windowSize how many of the last commands count, 1 to 10,000
     * @param minCalls before how many of them nothing is concluded, 1 to the size of the window
     * @param failureRate share of them that failed from which on Redis is left alone, 0.01 to 1
     * @param probeInterval how often it is asked whether it answers again, 10 ms to 1 minute
     */
    public record Breaker(int windowSize, int minCalls, double failureRate, Duration probeInterval) {

        /** What nobody sets. */
        public static final Breaker DEFAULTS = new Breaker(20, 5, 0.5, Duration.ofSeconds(1));

        /** Checks the ranges. */
        public Breaker {
            range("breaker.window-size", windowSize, 1, 10_000);
            range("breaker.min-calls", minCalls, 1, 10_000);
            if (minCalls > windowSize) {
                throw new InvalidCacheSpecException(
                        "cache.redis.breaker.min-calls is " + minCalls
                                + ", which is more than cache.redis.breaker.window-size, " + windowSize + ".",
                        "Set it between 1 and " + windowSize + ", or cache.redis.breaker.window-size to at least "
                                + minCalls + ".");
            }
            if (!(failureRate >= 0.01 && failureRate <= 1)) {
                throw new InvalidCacheSpecException(
                        "cache.redis.breaker.failure-rate is " + failureRate + ", which is out of range.",
                        "Set it to a share from 1% to 100%.");
            }
            range("breaker.probe-interval", probeInterval, 10, 60_000);
        }
    }

    /** With a breaker as nobody sets it. */
    public RedisSettings(
            Duration commandTimeout, long maxValueBytes, int clusterPartitions, int logLength, Duration pollInterval) {
        this(commandTimeout, maxValueBytes, clusterPartitions, logLength, pollInterval, Breaker.DEFAULTS);
    }

    /** Checks the ranges. */
    public RedisSettings {
        range("command-timeout", commandTimeout, 1, 60_000);
        if (maxValueBytes < 1 || maxValueBytes > 512 << 20) {
            throw new InvalidCacheSpecException(
                    "cache.redis.max-value-size is " + maxValueBytes + " bytes, which is out of range.",
                    "Set it between 1B and 512MB.");
        }
        range("partitions", clusterPartitions, 1, 1024);
        range("log.max-length", logLength, 100, 10_000_000);
        range("log.poll-interval", pollInterval, 10, 60_000);
    }

    private static void range(String setting, Duration value, long minMillis, long maxMillis) {
        if (value.compareTo(Duration.ofMillis(minMillis)) < 0 || value.compareTo(Duration.ofMillis(maxMillis)) > 0) {
            throw new InvalidCacheSpecException(
                    "cache.redis." + setting + " is "
                            + (value.toNanosPart() % 1_000_000 == 0 && value.toSeconds() < 1_000_000
                                    ? value.toMillis() + "ms"
                                    : value)
                            + ", which is out of range.",
                    "Set it between " + minMillis + "ms and " + maxMillis + "ms.");
        }
    }

    private static void range(String setting, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidCacheSpecException(
                    "cache.redis." + setting + " is " + value + ", which is out of range.",
                    "Set it between " + min + " and " + max + ".");
        }
    }
}
