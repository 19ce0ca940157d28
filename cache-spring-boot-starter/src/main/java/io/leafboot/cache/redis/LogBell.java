package io.leafboot.cache.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Says that there is news in the log: over Pub/Sub, which may lose announcements. They are a bell and not the message.
 *
 * <p>One thread listens and waits; any thread rings and asks.
 */
final class LogBell {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private final RedisLink link;
    private final String prefix;
    private final Semaphore rung = new Semaphore(0);
    private final CountDownLatch heard = new CountDownLatch(1);
    private volatile @Nullable RedisConnection subscription;

    LogBell(RedisLink link, String prefix) {
        this.link = link;
        this.prefix = prefix;
    }

    void ring() {
        rung.release();
    }

    /** Waits until it rings, this long at most. */
    void await(Duration limit) {
        try {
            if (rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                rung.drainPermits();
            }
        } catch (InterruptedException ex) {
            log.debug("Reading the log of writes in Redis under '{}' ends", prefix);
        }
    }

    /** Whether an announcement has been heard. */
    boolean wasHeard() {
        return heard.getCount() == 0;
    }

    /** Waits until the first announcement is heard, and tells whether it was. */
    boolean awaitHeard(long nanos) throws InterruptedException {
        return heard.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Subscribes to announcements, unless they are heard already. */
    void listen() {
        RedisConnection current = subscription;
        if (current != null && current.isSubscribed()) {
            return;
        }
        if (link.breakers().open() > 0) {
            return; // whoever would be asked may be the one that does not answer; what can be read is read at intervals
        }
        if (current != null) {
            current.close();
        }
        link.await(link.ping()); // where this fails, connecting would take longer than the log should wait
        try {
            RedisConnection made = link.factory().getConnection();
            subscription = made;
            made.subscribe(
                    (message, pattern) -> {
                        heard.countDown();
                        ring();
                    },
                    RedisKeys.news(prefix));
        } catch (RuntimeException ex) {
            log.debug("Announcements of news in Redis cannot be heard; the log is read at intervals", ex);
        }
    }

    /** Lets go of the connection; {@link #listen} makes one anew. */
    void stop() {
        RedisConnection current = subscription;
        subscription = null;
        if (current != null) {
            try {
                current.close();
            } catch (RuntimeException ex) {
                log.debug("Closing the subscription failed", ex);
            }
        }
    }
}
