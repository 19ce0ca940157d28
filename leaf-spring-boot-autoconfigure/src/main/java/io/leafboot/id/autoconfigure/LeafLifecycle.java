package io.leafboot.id.autoconfigure;

import io.leafboot.id.segment.SegmentIdGenerator;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the generator before, and stops it after, everything that may draw ids: web servers, listeners, schedulers. At
 * start the declared tags are warmed up, so that the application is ready only when their first id is in memory. A stop
 * leaves no ids in memory; Spring also stops its beans before it takes a checkpoint of the process.
 */
final class LeafLifecycle implements SmartLifecycle {

    /** Above the connections' phase, below everybody else's. */
    static final int PHASE = Integer.MIN_VALUE + 1_001;

    private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(LeafLifecycle.class);

    private final SegmentIdGenerator generator;

    private final Set<String> declaredTags;

    private volatile boolean running;

    LeafLifecycle(SegmentIdGenerator generator, Set<String> declaredTags) {
        this.generator = generator;
        this.declaredTags = declaredTags;
    }

    @Override
    public void start() {
        generator.start();
        running = true;
        if (!generator.warmUp(declaredTags, WARM_UP_TIMEOUT)) {
            log.warn(
                    "Not all declared tags have ids in memory after {}; their first callers will wait.",
                    WARM_UP_TIMEOUT);
        }
    }

    @Override
    public void stop() {
        generator.stop();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
