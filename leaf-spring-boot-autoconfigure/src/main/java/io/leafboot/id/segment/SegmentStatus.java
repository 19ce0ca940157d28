package io.leafboot.id.segment;

/**
 * A segment as it stood at one moment.
 *
 * @param first its lowest id
 * @param last its highest id
 * @param cursor the id that is handed out next; {@code last + 1} when there is none left
 * @param remaining how many ids are left
 * @param usedShare share of ids handed out, 0 to 1; 1 for a segment without ids
 */
public record SegmentStatus(long first, long last, long cursor, long remaining, double usedShare) {

    static SegmentStatus of(Segment segment) {
        long remaining = segment.remaining();
        long size = segment.size();
        return new SegmentStatus(
                segment.first,
                segment.last,
                segment.last + 1 - remaining,
                remaining,
                size == 0 ? 1.0 : (double) (size - remaining) / size);
    }
}
