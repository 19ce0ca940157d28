package io.leafboot.id.autoconfigure;

import io.leafboot.id.segment.SegmentAllocator;

/** Wraps what the id generator claims from: a bean of this type is applied to whatever {@link SegmentAllocator} there is. */
@FunctionalInterface
public interface SegmentAllocatorDecorator {

    /**
     * Returns an allocator that adds something to another. The bean itself stays as it is.
     *
     * @param allocator what claims go to
     */
    SegmentAllocator decorate(SegmentAllocator allocator);
}
