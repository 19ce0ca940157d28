package io.leafboot.cache.autoconfigure;

import org.springframework.context.SmartLifecycle;

/**
 * Ends what needs connections while they are still open: they end at phase 0, web servers end long before. First what is put
 * off is written, then connections are let go of.
 */
final class CacheLifecycle implements SmartLifecycle {

    static final int WRITES = 1000;
    static final int CONNECTIONS = 900;

    private final int phase;
    private final Runnable onStart;
    private final Runnable onStop;
    private volatile boolean running;

    CacheLifecycle(int phase, Runnable onStart, Runnable onStop) {
        this.phase = phase;
        this.onStart = onStart;
        this.onStop = onStop;
    }

    @Override
    public void start() {
        onStart.run();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        onStop.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
