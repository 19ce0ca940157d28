package io.leafboot.cache.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that were turned away; a line in the log a minute at most, for a scanner makes thousands. */
final class Rejections {

    private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicLong count = new AtomicLong();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    void add(Object from, String reason) {
        long all = count.incrementAndGet();
        long until = quietUntil.get();
        long now = System.nanoTime();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
            log.warn(
                    "A connection from {} was turned away, the {}. since the start: {}. If it is a node of this cluster,"
                            + " check its cache.cluster.tls.bundle; others are not told of for a minute",
                    from,
                    all,
                    reason);
        }
    }

    long count() {
        return count.get();
    }
}
