package io.leafboot.cache.redis;

import io.leafboot.cache.redis.InvalidationLog.Listener;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Caches of this node that are told what other nodes wrote, and of how many writes they were. */
final class LogListeners {

    private final String origin;
    private final ConcurrentMap<String, Listener> listeners = new ConcurrentHashMap<>();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder delivered = new LongAdder();

    /**
     * None yet.
     *
     * @param origin who wrote what nobody is told, since it is of this node's own
     */
    LogListeners(String origin) {
        this.origin = origin;
    }

    void register(String cache, Listener listener) {
        listeners.put(cache, listener);
    }

    void unregister(String cache) {
        listeners.remove(cache);
    }

    /**
     * Tells the cache that an entry is about.
     *
     * @param late whether it is read late, after the log could not be read for a while
     */
    void deliver(LogEntry entry, boolean late) {
        Listener listener =
                entry.cache() == null || origin.equals(entry.writer()) ? null : listeners.get(entry.cache());
        if (listener == null) {
            return; // an own write, a node's first entry, or a cache that is not used here
        }
        delivered.increment();
        if (late) {
            replayed.increment();
        }
        if (entry.tag() != null) {
            listener.tagEvicted(entry.tag());
        } else if (entry.text() == null) {
            listener.allWritten();
        } else {
            listener.written(entry.text());
        }
    }

    /** Tells all that writes were missed. */
    void allWritten() {
        tellAll(Listener::allWritten);
    }

    /** Tells all that acknowledged writes are undone. */
    void wentBack() {
        tellAll(Listener::wentBack);
    }

    /** Tells each, even if others fail: one that is not told would go on with what is not true any more. */
    private void tellAll(Consumer<Listener> what) {
        RuntimeException failure = null;
        for (Listener listener : listeners.values()) {
            try {
                what.accept(listener);
            } catch (RuntimeException ex) {
                if (failure == null) {
                    failure = ex;
                } else if (failure != ex) {
                    failure.addSuppressed(ex);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    long replayed() {
        return replayed.sum();
    }

    long delivered() {
        return delivered.sum();
    }
}
