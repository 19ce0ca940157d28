package io.leafboot.id.snowflake;

import java.time.Duration;
import java.util.Locale;

/**
 * The generator's settings, checked: an instance exists only if all of them are in range. Immutable.
 *
 * @param layout how an id is put together
 * @param lease how long ids are issued without an answer of the table, and how long the worker id of an instance that died
 *     is given to nobody else
 * @param maxBackward how far the clock may go back and be waited for
 * @param maxClockSkew how far the clocks of this process and of the table may be apart
 * @param acquireTimeout how long a call waits
 * @param maxBatch the most ids that one call may take
 */
public record SnowflakeSettings(
        SnowflakeLayout layout,
        Duration lease,
        Duration maxBackward,
        Duration maxClockSkew,
        Duration acquireTimeout,
        int maxBatch) {

    private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(5);

    /** Checks every range; {@link IllegalArgumentException} names the setting, its value and what is allowed. */
    public SnowflakeSettings {
        within("lease", lease, Duration.ofMillis(100), Duration.ofHours(1));
        within("max-backward", maxBackward, Duration.ZERO, Duration.ofMinutes(1));
        within("max-clock-skew", maxClockSkew, Duration.ofMillis(10), Duration.ofHours(1));
    }

    static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw invalid(name, value, "from " + least + " to " + most);
        }
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw invalid(name, shown(value), "from " + shown(least) + " to " + shown(most));
        }
    }

    /** As somebody would write it in a configuration: {@code 1m30s}. */
    private static String shown(Duration value) {
        return value.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    static IllegalArgumentException invalid(String name, Object value, String allowed) {
        return new IllegalArgumentException(name + " is " + value + "; allowed is " + allowed + ".");
    }

    /** Returns up to when ids are reserved by a clock that says this, in milliseconds since 1970. */
    long until(long clock) {
        return Math.min(clock + lease.toMillis(), layout.end().toEpochMilli());
    }

    /** How often the lease is extended. */
    Duration heartbeat() {
        Duration tenth = lease.dividedBy(10);
        return tenth.compareTo(LONGEST_HEARTBEAT) < 0 ? tenth : LONGEST_HEARTBEAT;
    }

    void checkBatch(int n) {
        if (n < 1 || n > maxBatch) {
            throw new IllegalArgumentException(
                    "The number of ids is " + n + "; allowed is from 1 to max-batch, which is " + maxBatch + ".");
        }
    }
}
