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

    /** The highest id received when it began; stays so while it is in flight. */
    final long highestAtStart;

    /** Whether it is a claim for somebody else, after which the buffer still needs what it needed. */
    final boolean delegated;

    /** Set when asking again is of no use: makes the exception for one waiter, with a stack trace of its own. */
    @Nullable
    Supplier<RuntimeException> refusal;

    RowOperation(long issuedAtStart, long highestAtStart, boolean delegated) {
        this.startNanos = System.nanoTime();
        this.issuedAtStart = issuedAtStart;
        this.highestAtStart = highestAtStart;
        this.delegated = delegated;
    }
}
