package io.leafboot.id.segment;

/** What a tag's ids promise about their order within one instance. Uniqueness does not depend on it. */
public enum Ordering {

    /** Strictly increasing: a call that begins after another has returned gets a higher id. */
    STRICT,

    /**
     * Unordered across threads, for tags drawn by many cores at once: threads draw from stripes, each of which holds a
     * short run of the segment.
     */
    STRIPED
}
