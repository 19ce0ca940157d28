package io.leafboot.id.http.claims;

import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.KeyReusedException;
import io.leafboot.id.segment.KeyedClaims;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyedClaims} over an allocator that knows no keys: they are kept in this process, the latest ones. A retry at
 * another process, or after a restart, claims anew: what was claimed before is wasted then, and nothing repeated.
 *
 * <p>Safe for concurrent use. Calls for one tag must come one at a time, which the engine sees to.
 */
final class MemoryKeyedClaims implements KeyedClaims {

    private static final int MOST_KEYS = 10_000;

    private final SegmentAllocator allocator;

    private final long retentionNanos;

    /** In the order of their first use; guarded by itself, as are the entries. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        final String tag;
        final int wanted;
        final long nanos = System.nanoTime();

        /** {@code null} until the claim has succeeded. */
        @Nullable
        SegmentClaim claim;

        Entry(String tag, int wanted) {
            this.tag = tag;
            this.wanted = wanted;
        }
    }

    MemoryKeyedClaims(SegmentAllocator allocator, long retentionNanos) {
        this.allocator = allocator;
        this.retentionNanos = retentionNanos;
    }

    @Override
    public DelegatedClaim claim(String key, int wanted, SegmentRequest request, long highest) {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, k -> new Entry(request.tag(), wanted));
            if (!entry.tag.equals(request.tag()) || entry.wanted != wanted) {
                throw new KeyReusedException(key);
            }
            if (entry.claim != null) {
                return new DelegatedClaim(entry.claim, true);
            }
            if (entries.size() > MOST_KEYS) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
        SegmentClaim claim = allocator.claim(request);
        if (claim.first() > highest) {
            synchronized (entries) {
                entry.claim = claim;
            }
        }
        return new DelegatedClaim(claim, false);
    }

    @Override
    public int sweep(int atMost) {
        int swept = 0;
        synchronized (entries) {
            Iterator<Entry> oldest = entries.values().iterator();
            while (swept < atMost && oldest.hasNext() && System.nanoTime() - oldest.next().nanos > retentionNanos) {
                oldest.remove();
                swept++;
            }
        }
        return swept;
    }
}
