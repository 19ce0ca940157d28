package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A load that Redis knows of: its value is put only where the token is still there. */
final class Lease implements CacheStore.Fill {

    /** For those who wait, a failure stays this long; they ask many times as often. */
    private static final long FOR_WAITERS_MILLIS = 1000;

    private final Leases leases;
    private final String text;
    private final byte[] token;
    private final byte[] holder;

    Lease(Leases leases, String text, byte[] token, byte[] holder) {
        this.leases = leases;
        this.text = text;
        this.token = token;
        this.holder = holder;
    }

    @Override
    public boolean complete(CacheEntry entry) {
        return leases.complete(text, token, holder, entry);
    }

    @Override
    public CompletableFuture<Boolean> completeAsync(CacheEntry entry) {
        return leases.completeAsync(text, token, holder, entry);
    }

    @Override
    public boolean isLease() {
        return true;
    }

    @Override
    public CompletableFuture<Boolean> release(CacheStore.@Nullable LoadFailure failure) {
        if (failure == null) {
            return leases.release(text, token, holder, new byte[0], 0);
        }
        byte[] what = failure.what().getBytes(StandardCharsets.UTF_8);
        long rest = TimeUnit.NANOSECONDS.toMillis(failure.restNanos());
        ByteBuffer mark = ByteBuffer.allocate(1 + holder.length + what.length)
                .put((byte) (rest == 0 ? '0' : failure.ifOld() ? '2' : '1'))
                .put(holder)
                .put(what);
        return leases.release(text, token, holder, mark.array(), rest == 0 ? FOR_WAITERS_MILLIS : rest);
    }
}
