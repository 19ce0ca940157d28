package io.leafboot.id.snowflake;

import io.leafboot.id.autoconfigure.LeafStartupException;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Leases a worker id before, and gives it back after, everything that may draw ids. Spring also stops its beans before it
 * takes a checkpoint of the process, so an image holds no worker id.
 */
final class SnowflakeLifecycle implements SmartLifecycle {

    /** As the segments: above the connections' phase, below everybody else's. */
    private static final int PHASE = Integer.MIN_VALUE + 1_001;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    private final SnowflakeIds ids;

    SnowflakeLifecycle(SnowflakeIds ids) {
        this.ids = ids;
    }

    @Override
    public void start() {
        try {
            ids.start(START_TIMEOUT);
        } catch (WorkerRefusedException e) {
            ids.stop();
            throw new LeafStartupException(e.description(), e.action(), e);
        } catch (IllegalStateException e) {
            ids.stop();
            throw new LeafStartupException(
                    "No worker id could be leased for the tags of type snowflake: " + e.getMessage(),
                    "Mend the cause, or set 'leaf.tags.<tag>.type=segment'.",
                    e);
        }
    }

    @Override
    public void stop() {
        ids.stop();
    }

    @Override
    public boolean isRunning() {
        return ids.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
