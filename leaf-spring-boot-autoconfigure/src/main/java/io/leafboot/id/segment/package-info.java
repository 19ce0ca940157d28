/**
 * The engine: segments claimed from an allocator, two buffered per tag, refilled ahead of need, with a step that follows
 * consumption (Meituan's Leaf). Works without Spring.
 */
@NullMarked
package io.leafboot.id.segment;

import org.jspecify.annotations.NullMarked;
