package io.leafboot.id.testing;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.LeafTag;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.SegmentSettings;

/**
 * A table in memory: no I/O, nothing that outlives it. Claims follow each other without a gap, so one generator over it
 * hands out 1, 2, 3, … of each tag. For tests without Spring:
 *
 * <pre>{@code
 * try (var ids = SegmentIdGenerator.create(new MemorySegmentAllocator())) {
 *     assertThat(ids.nextId("order")).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Safe for concurrent use, by several generators too.
 */
public final class MemorySegmentAllocator implements SegmentAllocator {

    private final MemoryRows rows;

    /** Creates a table in which every tag has a row that begins at 1, with the engine's default step. */
    public MemorySegmentAllocator() {
        this(new MemoryRows(tag -> new LeafTag(tag, 0, SegmentSettings.DEFAULTS.defaultStep(), null)));
    }

    MemorySegmentAllocator(MemoryRows rows) {
        this.rows = rows;
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        SegmentClaim[] claim = new SegmentClaim[1];
        LeafTag row = rows.changeOrCreate(request.tag(), before -> {
            int length = request.knownStep() == before.step()
                    ? request.length()
                    : Math.min(before.step(), request.maxLength());
            if (before.maxId() > SegmentClaim.HIGHEST_ID - length) {
                throw new InvalidSegmentException(
                        request.tag(),
                        "Tag '" + request.tag() + "' has no ids left above " + before.maxId() + "; the highest is "
                                + SegmentClaim.HIGHEST_ID + ".");
            }
            claim[0] = new SegmentClaim(before.maxId() + length, length, before.step());
            return MemoryRows.withMaxId(before, claim[0].last());
        });
        if (row == null) {
            throw new UnknownTagException(request.tag());
        }
        return claim[0];
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        boolean[] taken = new boolean[1];
        rows.change(tag, row -> {
            taken[0] = row.maxId() == last;
            return taken[0] ? MemoryRows.withMaxId(row, lastUsed) : row;
        });
        return taken[0];
    }
}
