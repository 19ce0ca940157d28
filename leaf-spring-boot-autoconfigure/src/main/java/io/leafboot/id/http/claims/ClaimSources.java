package io.leafboot.id.http.claims;

import io.leafboot.id.autoconfigure.SegmentAllocatorDecorator;
import io.leafboot.id.segment.ClaimSource;
import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.KeyedClaims;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What claims for clients are made from: the store, with or without a key, and around it what is around this instance's own
 * claims, above all the highest id of a tag.
 */
final class ClaimSources implements Function<ClaimCall, ClaimSource> {

    private final SegmentAllocator allocator;

    private final KeyedClaims keyed;

    private final List<SegmentAllocatorDecorator> decorators;

    ClaimSources(SegmentAllocator allocator, KeyedClaims keyed, List<SegmentAllocatorDecorator> decorators) {
        this.allocator = allocator;
        this.keyed = keyed;
        this.decorators = decorators;
    }

    @Override
    public ClaimSource apply(ClaimCall call) {
        return (request, highest) -> {
            OneClaim store = new OneClaim(call, highest);
            SegmentAllocator decorated = store;
            for (SegmentAllocatorDecorator decorator : decorators) {
                decorated = decorator.decorate(decorated);
            }
            return new DelegatedClaim(decorated.claim(request), store.replayed);
        };
    }

    /** The store as decorators see it, for the time of one claim. */
    private final class OneClaim implements SegmentAllocator {

        private final @Nullable String key;

        private final int wanted;

        private final long highest;

        private boolean replayed;

        OneClaim(ClaimCall call, long highest) {
            this.key = call.key();
            this.wanted = call.size();
            this.highest = highest;
        }

        @Override
        public SegmentClaim claim(SegmentRequest request) {
            if (key == null) {
                return allocator.claim(request);
            }
            DelegatedClaim claim = keyed.claim(key, wanted, request, highest);
            replayed = claim.replayed();
            return claim.claim();
        }

        @Override
        public boolean giveBack(String tag, long last, long lastUsed) {
            return allocator.giveBack(tag, last, lastUsed);
        }
    }
}
