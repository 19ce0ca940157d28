package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.FillRequest;
import io.leafboot.cache.CacheStore.LoadFailure;
import io.leafboot.cache.Hindrance;
import io.leafboot.cache.cluster.Stored.Lease;
import io.leafboot.cache.cluster.Stored.Value;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads, of which the cluster knows: one begins by a random token written under the key, on all its copies; every write of the
 * key takes it away; and what was loaded is written only over that token (Nishtala et al., Scaling Memcache at Facebook, NSDI
 * 2013). Each of these steps replaces what was read and nothing else, which the first owner of the key decides, whoever that is
 * by now: so no clock and no lock decides, and an owner that dies takes nothing with it.
 *
 * <p>How long another may keep a key is measured by who waits, from when he first saw him. One whose node is gone keeps nobody
 * out.
 */
final class Leases {

    /** For those who wait, a failure stays this long; they ask many times as often. */
    private static final long FOR_WAITERS_MILLIS = 1000;

    private static final int MOST_HOLDERS = 10_000;

    /** A load whose value nobody here can say is still true when others read it. */
    static final Fill NOT_KEPT = entry -> false;

    private final Supplier<String> node;
    private final ClusterMap map;
    private final ClusterValues values;
    private final ClusterWrites writes;
    private final MarkTable.OfCache marks;
    private final Pulse pulse;
    private final Answers answers;
    private final AtomicLong numbers = new AtomicLong();
    /** When each holder that keeps this node out was first seen. */
    private final Map<String, Long> holders = new ConcurrentHashMap<>();

    Leases(
            Supplier<String> node,
            ClusterMap map,
            ClusterValues values,
            ClusterWrites writes,
            MarkTable.OfCache marks,
            Pulse pulse,
            Answers answers) {
        this.node = node;
        this.map = map;
        this.values = values;
        this.writes = writes;
        this.marks = marks;
        this.pulse = pulse;
        this.answers = answers;
    }

    /** Begins a load, or tells what stands in its way. */
    CompletableFuture<Fill> begin(String text, FillRequest request) {
        return map.getAsync(text)
                .thenCompose(there -> map.change(text, there, (now, lost) -> begin(text, request, now, lost)))
                .thenApply(fill -> fill.present() == null || pulse.trusts() ? fill : NOT_KEPT); // as after every read
    }

    /**
     * Begins by what was read.
     *
     * @param lost whether the first owner has it no longer, to its bound or because it was evicted since: then neither its
     *     value nor its lease is written anew
     */
    private Change<Fill> begin(String text, FillRequest request, @Nullable Stored there, boolean lost) {
        Marks now = marks.now();
        Lease lease = there != null && !lost && there.lease.generation() == now.generation() ? there.lease : Lease.NONE;
        Stored has = there != null && there.value.isThere(now) ? there : null;
        if (has != null && !has.value.isOld() && request.mode() != FillMode.REFRESH) {
            CacheEntry present = readable(has);
            if (present != null) {
                return Change.none(Hindrance.present(present));
            }
            has = null;
        }
        if (lease.isTold(request, now)) {
            return Change.none(Hindrance.failed(lease.failure(), lease.restNanos()));
        }
        boolean shared = request.mode() == FillMode.SHARED;
        if (!shared && keepsOut(lease.holder(), request.leaseNanos())) {
            return Change.none(Hindrance.held(lease.holder()));
        }
        if (shared && lease.token() != 0) {
            return Change.none(new ClusterFill(this, text, lease.token(), "", now, there));
        }
        long token = lease.token() != 0 ? lease.token() : Marks.random();
        String holder = shared ? "" : node.get() + "#" + numbers.incrementAndGet();
        Stored kept = lost ? null : has;
        Stored mine = Stored.of(kept == null ? Value.NONE : kept.value, Lease.of(token, now.generation(), holder));
        long millis = TimeUnit.NANOSECONDS.toMillis(request.leaseNanos()) * 10;
        return new Change<>(
                mine,
                kept == null ? millis : longer(millis, ClusterMap.life(mine)),
                new ClusterFill(this, text, token, holder, now, mine));
    }

    private @Nullable CacheEntry readable(Stored stored) {
        try {
            return values.read(stored);
        } catch (Exception ex) {
            return null; // it would keep what is loaded out
        }
    }

    private boolean keepsOut(String holder, long leaseNanos) {
        if (holder.isEmpty()) {
            return false;
        }
        if (!map.isThere(holder.substring(0, holder.lastIndexOf('#')))) {
            return false;
        }
        if (holders.size() > MOST_HOLDERS) {
            holders.clear(); // who is forgotten is waited for anew
        }
        long now = System.nanoTime();
        long since = holders.computeIfAbsent(holder, same -> now);
        boolean keeps = now - since < leaseNanos;
        if (!keeps) {
            holders.remove(holder);
        }
        return keeps;
    }

    /**
     * Ends a load.
     *
     * @param loaded what to write; {@code null} if the value cannot be written, so that there is none from now on
     * @param mine what was last seen under the key
     */
    CompletableFuture<Boolean> complete(String text, long token, @Nullable Stored loaded, @Nullable Stored mine) {
        Stored stored = loaded == null ? Stored.nothing() : loaded;
        return map.change(
                        text,
                        mine,
                        // Another may have taken the lease over, and shares its token.
                        (there, lost) -> there == null || lost || there.lease.token() != token
                                ? Change.none(false)
                                : new Change<>(stored, 0, true))
                .thenApply(done -> done && loaded != null && loaded.value.isThere(marks.now()) && pulse.trusts());
    }

    /**
     * Ends a load without a value, and tells whether the key had not been written, and nothing evicted by tag.
     *
     * @param began what was known of clears and evicts by tag when it began
     * @param mine what was last seen under the key
     */
    CompletableFuture<Boolean> release(
            String text, long token, String holder, Marks began, @Nullable LoadFailure failure, @Nullable Stored mine) {
        return release(text, token, holder, failure, mine)
                .thenApply(unwritten -> unwritten && began.areThoseOf(marks.now()) && pulse.trusts());
    }

    private CompletableFuture<Boolean> release(
            String text, long token, String holder, @Nullable LoadFailure failure, @Nullable Stored mine) {
        if (holder.isEmpty() && failure != null) {
            return CompletableFuture.completedFuture(false); // nobody waits for it, and there is no value to share
        }
        return holder.isEmpty()
                ? map.getAsync(text).thenApply(there -> there != null && there.lease.token() == token)
                : map.change(
                        text,
                        mine,
                        (there, lost) -> there == null || lost || there.lease.token() != token
                                ? Change.none(false) // lost to a bound: nobody knows
                                : released(there, holder, failure));
    }

    private Change<Boolean> released(Stored there, String holder, @Nullable LoadFailure failure) {
        if (!there.lease.holder().equals(holder)) {
            return Change.none(true);
        }
        long rest = failure == null ? 0 : failure.restNanos();
        Lease ended = failure == null
                ? Lease.NONE
                : new Lease(
                        0,
                        there.lease.generation(),
                        "",
                        failure.what(),
                        holder,
                        rest == 0 ? Stored.NEVER : System.nanoTime() + rest,
                        failure.ifOld(),
                        marks.now().tagEvicts());
        Stored left = there.withLease(ended);
        long millis = Math.max(FOR_WAITERS_MILLIS, TimeUnit.NANOSECONDS.toMillis(rest));
        boolean has = there.value.kind() != Stored.Kind.NONE;
        return new Change<>(left, has ? longer(millis, ClusterMap.life(left)) : millis, true);
    }

    private static long longer(long millis, long life) {
        return life == ClusterMap.FOR_EVER ? life : Math.max(millis, life);
    }

    /** What to write of a load that began then; {@code null} if it cannot be written. */
    @Nullable
    Stored written(CacheEntry entry, Marks began) {
        return writes.written(entry, began);
    }

    ClusterMap map() {
        return map;
    }

    Answers answers() {
        return answers;
    }
}
