package io.leafboot.id.processes;

import java.util.List;

/** The tags that all processes draw from, and the sizes by which losses are bounded. */
final class Tags {

    static final List<String> NAMES = List.of("order", "invoice", "event");

    /** Steps of the rows, one a tag. */
    static final List<Integer> STEPS = List.of(1_000, 100, 5_000);

    /** No claim is longer. Small for ids drawn by the million, so that there are thousands of claims. */
    static final int MAX_STEP = 5_000;

    /** The most ids that one call takes. */
    static final int LONGEST_DRAW = 1_000;

    private Tags() {}
}
