package io.leafboot.id.format;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Warms the present periods before everything that may draw ids, and looks every minute whether one is about to begin. */
final class PeriodLifecycle implements SmartLifecycle {

    /** Right behind the id generator's. */
    private static final int PHASE = Integer.MIN_VALUE + 1_002;

    private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(PeriodLifecycle.class);

    private final Periods periods;

    private @Nullable ScheduledExecutorService timer;

    private boolean running;

    PeriodLifecycle(Periods periods) {
        this.periods = periods;
    }

    @Override
    public synchronized void start() {
        running = true;
        if (periods.none()) {
            return;
        }
        periods.warmUpPresent();
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(null, task, "leaf-periods", 0, false);
            thread.setContextClassLoader(PeriodLifecycle.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        });
        long millis = LOOK_INTERVAL.toMillis();
        Future<?> unused = executor.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
        timer = executor;
    }

    private void look() {
        try {
            periods.warmUpNext();
        } catch (RuntimeException e) { // one failure must not end the schedule
            log.error("A look at the periods of ids failed", e);
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
