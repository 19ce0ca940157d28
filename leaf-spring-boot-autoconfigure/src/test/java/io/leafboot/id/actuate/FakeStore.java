package io.leafboot.id.actuate;

import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import java.util.HashMap;
import java.util.Map;

/** Ids out of the air, with failures on demand. */
final class FakeStore implements SegmentAllocator {

    private final Map<String, Long> rows = new HashMap<>();

    private final int step;

    private RuntimeException failure;

    FakeStore(int step) {
        this.step = step;
    }

    synchronized void failWith(RuntimeException e) {
        this.failure = e;
    }

    synchronized void takeBack(String tag) {
        rows.put(tag, 0L);
    }

    @Override
    public synchronized SegmentClaim claim(SegmentRequest request) {
        if (failure != null) {
            throw failure;
        }
        if (request.tag().startsWith("unknown")) {
            throw new UnknownTagException(request.tag());
        }
        int length = request.knownStep() == step ? request.length() : step;
        return new SegmentClaim(rows.merge(request.tag(), (long) length, Long::sum), length, step);
    }
}
