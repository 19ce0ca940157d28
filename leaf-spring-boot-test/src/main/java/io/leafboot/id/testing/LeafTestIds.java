package io.leafboot.id.testing;

import io.leafboot.id.LeafTag;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * The ids of a test with {@link AutoConfigureLeaf}: a bean to inject where a test wants them to begin anew in its midst.
 *
 * <p>Safe for concurrent use, but threads that draw ids while they begin anew get
 * {@link io.leafboot.id.IdGeneratorStoppedException}, or an id of before.
 */
public final class LeafTestIds {

    /** Not public, because in production it would take the guard against issuing twice away. */
    private static final @Nullable Method FORGET_RECEIVED =
            ReflectionUtils.findMethod(SegmentIdGenerator.class, "forgetReceived");

    private final MemoryRows rows;

    private final ObjectProvider<SegmentIdGenerator> generator;

    private final ObjectProvider<ChaosAllocator> chaos;

    final boolean resetBeforeEach;

    /** The rows that a reset returns to; guarded by this. */
    private Map<String, LeafTag> beginning = Map.of();

    private boolean begun;

    LeafTestIds(
            MemoryRows rows,
            ObjectProvider<SegmentIdGenerator> generator,
            ObjectProvider<ChaosAllocator> chaos,
            boolean resetBeforeEach) {
        this.rows = rows;
        this.generator = generator;
        this.chaos = chaos;
        this.resetBeforeEach = resetBeforeEach;
    }

    /**
     * Heals every {@link ChaosAllocator} and has all tags begin anew: the next id of each is the first one after those
     * that the application drew while it started. Tags created and changed since then are forgotten, and so is that a
     * tag was quarantined.
     *
     * @throws IllegalStateException if a claim does not end within 10 seconds
     */
    public synchronized void reset() {
        chaos.forEach(ChaosAllocator::heal);
        SegmentIdGenerator ids = generator.getIfAvailable();
        if (ids == null) { // a mock is in its place
            rows.replaceAll(beginning);
            return;
        }
        boolean running = ids.isRunning();
        ids.stop();
        try {
            rows.replaceAll(beginning);
            forgetReceived(ids);
        } finally {
            if (running) {
                ids.start();
            }
        }
    }

    private static void forgetReceived(SegmentIdGenerator ids) {
        Assert.state(
                FORGET_RECEIVED != null, "leaf-spring-boot-test and leaf-spring-boot-autoconfigure differ in version");
        ReflectionUtils.makeAccessible(FORGET_RECEIVED);
        ReflectionUtils.invokeMethod(FORGET_RECEIVED, ids);
    }

    /** The application has started: what it drew for that is not drawn again, since it may be in its database. */
    synchronized void started() {
        if (begun) {
            return;
        }
        begun = true;
        SegmentIdGenerator ids = generator.getIfAvailable();
        Map<String, LeafTag> now = new HashMap<>();
        for (LeafTag row : rows.list()) {
            // The row of a tag whose ids are in memory stands above them, drawn or not.
            now.put(
                    row.tag(),
                    Optional.ofNullable(ids)
                            .flatMap(generator -> generator.status(row.tag()))
                            .filter(status -> status.highestReceived() > 0)
                            .map(status -> MemoryRows.withMaxId(row, status.highestReceived() - status.remaining()))
                            .orElse(row));
        }
        beginning = now;
    }
}
