package io.leafboot.id.forecast;

import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets no id above a tag's highest through: of a range that goes past it only the part below is used, and the next claim is
 * refused. Once the highest is reached nothing is claimed any more, or each call would push the row further.
 */
final class LimitedSegmentAllocator implements SegmentAllocator {

    private final SegmentAllocator allocator;

    private final Function<String, @Nullable Long> limits;

    private final Forecasts forecasts;

    /** Rows whose highest is reached; one set for all that claim from them. */
    private final Set<String> usedUp;

    /** {@code limits} gives the highest id of a row, or {@code null} for none. */
    LimitedSegmentAllocator(
            SegmentAllocator allocator,
            Function<String, @Nullable Long> limits,
            Forecasts forecasts,
            Set<String> usedUp) {
        this.usedUp = usedUp;
        this.allocator = allocator;
        this.limits = limits;
        this.forecasts = forecasts;
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        String tag = request.tag();
        Long limit = limits.apply(tag);
        if (limit == null) {
            return allocator.claim(request);
        }
        if (usedUp.contains(tag)) {
            throw new IdLimitReachedException(tag, limit);
        }
        SegmentClaim claim = allocator.claim(request);
        forecasts.claimed(tag, claim.last());
        if (claim.last() < limit) {
            return claim;
        }
        usedUp.add(tag);
        if (claim.first() > limit) {
            throw new IdLimitReachedException(tag, limit);
        }
        return new SegmentClaim(limit, (int) (limit - claim.first() + 1), claim.step());
    }

    /** A range that was cut is not given back, since its end is no longer the row's. */
    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        boolean taken = allocator.giveBack(tag, last, lastUsed);
        if (taken) {
            usedUp.remove(tag);
        }
        return taken;
    }
}
