package io.leafboot.id.segment;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call to the allocator that is under way for a tag. Whoever needs ids meanwhile waits for it and shares its outcome.
 * Guarded by the buffer's lock.
 */
final class RowOperation {

    final long startNanos;

    /** How many ids of the tag were issued when it began. */
    final long issuedAtStart;

    /** Set when asking again is of no use: makes the exception for one waiter, with a stack trace of its own. */
    @Nullable
    Supplier<RuntimeException> refusal;

    RowOperation(long startNanos, long issuedAtStart) {
        this.startNanos = startNanos;
        this.issuedAtStart = issuedAtStart;
    }
}
