package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.FillRequest;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster holds under a key: a value or none, and whoever loads it. Immutable, and told from every other by a random
 * number, so that whoever replaces one knows that nobody has written the key since he read it.
 *
 * <p>Times are on this process's own clock ({@link System#nanoTime}). What is written to another node is what is left of
 * them: no two clocks need to agree.
 */
final class Stored {

    /** No end, of a time. */
    static final long NEVER = Long.MAX_VALUE;

    private static final byte[] NO_BYTES = {};

    final long id;
    final Value value;
    final Lease lease;
    /** Decoded once, if nobody can change it; see {@link ClusterValues}. Racy, and harmless: each of them is as good. */
    @Nullable
    CacheEntry decoded;

    Stored(long id, Value value, Lease lease) {
        this.id = id;
        this.value = value;
        this.lease = lease;
    }

    static Stored of(Value value, Lease lease) {
        return new Stored(ThreadLocalRandom.current().nextLong(), value, lease);
    }

    /** Nothing, written over what was there: unlike a removal it reaches every copy. */
    static Stored nothing() {
        return of(Value.NONE, Lease.NONE);
    }

    Stored withLease(Lease changed) {
        return of(value, changed);
    }

    /**
     * A value.
     *
     * @param kind what it is
     * @param generation number of the cache's last clear when it was read from its source
     * @param fingerprint of the type it was written as
     * @param bytes what the codec made of it
     * @param costMillis how long it took to load
     * @param tags numbers of its tags
     * @param marks of each tag, the number of its last evict when the value was read
     * @param endsAt when it must not be seen any more
     * @param oldAt when it is old
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Value(
            Kind kind,
            long generation,
            long fingerprint,
            byte[] bytes,
            int costMillis,
            int[] tags,
            long[] marks,
            long endsAt,
            long oldAt) {

        static final Value NONE = new Value(Kind.NONE, 0, 0, NO_BYTES, 0, new int[0], new long[0], NEVER, NEVER);

        boolean isThere(Marks now) {
            return isThere(now, System.nanoTime());
        }

        boolean isThere(Marks now, long nanos) {
            return kind != Kind.NONE
                    && generation == now.generation()
                    && now.hold(tags, marks)
                    && (endsAt == NEVER || nanos - endsAt < 0);
        }

        boolean isOld() {
            return !isBefore(oldAt);
        }
    }

    /** Kinds of value. */
    enum Kind {
        /** None: it was evicted, or is being loaded. */
        NONE(0),
        /** {@code null}. */
        NULL(1),
        /** Bytes. */
        BYTES(2);

        /** What it is on the wire. */
        final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind of(int number) {
            return number == NULL.number ? NULL : number == BYTES.number ? BYTES : NONE;
        }
    }

    /**
     * Who loads the value, or has failed to.
     *
     * @param token number of the load, which a value must bring to be kept; 0 for none
     * @param generation number of the cache's last clear when the load began
     * @param holder who loads; empty for nobody
     * @param failure what a load has failed with; empty for nothing
     * @param failedHolder whose load that was
     * @param restsUntil until when those who ask are told so; {@link #NEVER} for only those who have waited for it
     * @param ifOld whether only those are who have an old value
     * @param failedMark what was known of evicts by tag when it failed: after another, the value may be there
     */
    record Lease(
            long token,
            long generation,
            String holder,
            String failure,
            String failedHolder,
            long restsUntil,
            boolean ifOld,
            long failedMark) {

        static final Lease NONE = new Lease(0, 0, "", "", "", NEVER, false, 0);

        static Lease of(long token, long generation, String holder) {
            return new Lease(token, generation, holder, "", "", NEVER, false, 0);
        }

        /** Whether who asks is told of the failure: he has waited for that load, or it is not to be tried again yet. */
        boolean isTold(FillRequest request, Marks now) {
            if (failure.isEmpty() || failedMark != now.tagEvicts()) {
                return false;
            }
            return failedHolder.equals(request.waitedFor())
                    || (restsUntil != NEVER && isBefore(restsUntil) && (!ifOld || request.hasOld()));
        }

        /** For how long who asks need not ask again, in nanoseconds. */
        long restNanos() {
            return restsUntil == NEVER ? 0 : Math.max(0, restsUntil - System.nanoTime());
        }
    }

    static boolean isBefore(long time) {
        return time == NEVER || System.nanoTime() - time < 0;
    }

    /** A time from now on. */
    static long in(long nanos) {
        return nanos == CacheEntry.FOREVER ? NEVER : System.nanoTime() + nanos;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stored stored && stored.id == id;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
