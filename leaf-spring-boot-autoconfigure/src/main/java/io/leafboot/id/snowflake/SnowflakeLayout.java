package io.leafboot.id.snowflake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How an id is put together: a sign bit that is 0, milliseconds since the epoch, worker id, sequence. Two layouts under one
 * tag would make the same id of different times and workers, so all instances that share a table have the same.
 *
 * @param epoch the moment that times are counted from, a whole second, not before 1970
 * @param workerBits how many bits the worker id has, from 1 to 16
 * @param sequenceBits how many bits the sequence has, from 1 to 21; together at most 22
 */
public record SnowflakeLayout(Instant epoch, int workerBits, int sequenceBits) {

    private static final int BITS = 63;

    private static final int MOST_WORKER_BITS = 16;

    private static final int MOST_BITS_BELOW_TIME = 22;

    /** Checks every range; {@link IllegalArgumentException} names the setting, its value and what is allowed. */
    public SnowflakeLayout {
        if (epoch.isBefore(Instant.EPOCH) || !epoch.equals(epoch.truncatedTo(ChronoUnit.SECONDS))) {
            throw SnowflakeSettings.invalid("epoch", epoch, "a whole second from 1970 on");
        }
        SnowflakeSettings.within("worker-bits", workerBits, 1, MOST_WORKER_BITS);
        SnowflakeSettings.within("sequence-bits", sequenceBits, 1, MOST_BITS_BELOW_TIME - 1);
        if (workerBits + sequenceBits > MOST_BITS_BELOW_TIME) {
            throw SnowflakeSettings.invalid(
                    "sequence-bits",
                    sequenceBits,
                    "at most " + (MOST_BITS_BELOW_TIME - workerBits) + " beside worker-bits " + workerBits
                            + ", so that 41 bits are left for the time");
        }
    }

    long epochMillis() {
        return epoch.toEpochMilli();
    }

    /** Returns how many worker ids there are. */
    public int workers() {
        return 1 << workerBits;
    }

    int shift() {
        return workerBits + sequenceBits;
    }

    /** Returns the last moment that an id can hold. */
    public Instant end() {
        return epoch.plusMillis((1L << (BITS - shift())) - 1);
    }

    /** Returns when an id was issued, by the clock of whoever issued it. */
    public Instant time(long id) {
        return epoch.plusMillis(id >>> shift());
    }

    /** Returns the worker id in an id. */
    public int worker(long id) {
        return (int) (id >>> sequenceBits) & (workers() - 1);
    }

    /** As the table remembers it. */
    String text() {
        return "epoch " + epoch + ", worker-bits " + workerBits + ", sequence-bits " + sequenceBits;
    }
}
