package io.leafboot.id;

import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param tag the tag
 * @param maxId the highest id claimed by any instance; the next claim begins above it
 * @param step the length of a segment that a fresh instance claims
 * @param description free text, or {@code null}
 */
public record LeafTag(
        String tag, long maxId, int step, @Nullable String description) {}
