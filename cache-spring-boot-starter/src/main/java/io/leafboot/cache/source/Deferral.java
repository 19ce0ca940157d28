package io.leafboot.cache.source;

/** How work waits for the end of the caller's transaction. Exactly one of the three is run. */
@FunctionalInterface
public interface Deferral {

    /**
     * Defers.
     *
     * @param committed after a commit
     * @param rolledBack after a rollback
     * @param unknown if nobody knows which of them it was
     */
    void run(Runnable committed, Runnable rolledBack, Runnable unknown);
}
