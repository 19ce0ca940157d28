package io.leafboot.id.http.claims;

import io.leafboot.id.segment.KeyedClaims;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/** Forgets old keys now and then, in batches, on a thread of its own. */
final class ClaimSweeper implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ClaimSweeper.class);

    private static final int BATCH = 500;

    /** So many batches at one go, so that a large backlog does not hold a connection for long. */
    private static final int MOST_BATCHES = 100;

    private final KeyedClaims claims;

    private final ScheduledThreadPoolExecutor timer;

    ClaimSweeper(KeyedClaims claims, Duration retention) {
        this.claims = claims;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "leaf-claims-sweeper", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        long millis = Math.min(retention.toMillis() / 10, TimeUnit.MINUTES.toMillis(1));
        // Servers that start together do not sweep together.
        long first = ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
        var unused = timer.scheduleWithFixedDelay(this::sweep, first, millis, TimeUnit.MILLISECONDS);
    }

    void sweep() {
        try {
            for (int i = 0; i < MOST_BATCHES && claims.sweep(BATCH) == BATCH; i++) {
                if (timer.isShutdown()) {
                    return;
                }
            }
        } catch (RuntimeException e) { // the database is down; the next time will do
            log.debug("Old idempotency keys could not be deleted", e);
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        timer.shutdown();
        if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
            timer.shutdownNow();
        }
    }
}
