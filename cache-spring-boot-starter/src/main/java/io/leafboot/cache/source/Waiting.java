package io.leafboot.cache.source;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.util.backoff.BackOffExecution;

/** A value that waits to be written, and how that went so far. What changes is guarded by the monitor of the queue. */
final class Waiting implements ValueWrapper {

    /** Those to be tried again first, first; nothing is equal to anything else. */
    static final Comparator<Waiting> BY_DUE = (a, b) -> {
        int byTime = Long.signum(a.dueNanos - b.dueNanos);
        return byTime != 0 ? byTime : Long.compare(a.number, b.number);
    };

    final Object id;
    final Object key;
    private final @Nullable Object value;
    private final long number;
    /** Since when a value of this key waits that was not tried yet. */
    final long sinceNanos;

    private int attempts;
    private @Nullable Throwable failure;

    @Nullable
    BackOffExecution backOff;

    long dueNanos;

    Waiting(Object id, Object key, @Nullable Object value, long number, long sinceNanos) {
        this.id = id;
        this.key = key;
        this.value = value;
        this.number = number;
        this.sinceNanos = sinceNanos;
    }

    @Override
    public @Nullable Object get() {
        return value;
    }

    void failed(Throwable why) {
        attempts++;
        failure = why;
    }

    int attempts() {
        return attempts;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
