package io.leafboot.id.autoconfigure;

import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
                    "Declared tags without ids in memory after {}, whose first callers will wait: {}",
                    WARM_UP_TIMEOUT,
                    cold());
        }
    }

    /** Returns what the tags that are not warm wait for, by tag. */
    private Map<String, String> cold() {
        Map<String, String> cold = new TreeMap<>();
        for (String tag : declaredTags) {
            TagStatus status = generator.status(tag).orElse(null);
            if (status == null || status.remaining() == 0) {
                String error = status == null ? null : status.lastError();
                cold.put(tag, error == null ? "no answer yet" : error);
            }
        }
        return cold;
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
