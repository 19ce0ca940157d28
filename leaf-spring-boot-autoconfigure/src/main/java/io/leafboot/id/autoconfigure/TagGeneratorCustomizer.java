package io.leafboot.id.autoconfigure;

import io.leafboot.id.TagIdGenerator;

/**
 * Makes of a declared tag's generator what its settings ask for: puts one of another type in its place, or shapes its text.
 * Beans of this type are applied in their order to each declared tag that is more than a sequence.
 */
@FunctionalInterface
public interface TagGeneratorCustomizer {

    /** Those that put another generator in the place of the tag's segments; the others come after them. */
    int TYPE = 0;

    /** Those that shape what a generator gives. */
    int SHAPE = 100;

    /**
     * Returns the generator to use instead, or {@code generator} itself. Performs no I/O.
     *
     * @param tag the tag
     * @param settings its settings
     * @param generator the tag's generator so far, at first that of its segments
     */
    TagIdGenerator customize(String tag, LeafTagProperties settings, TagIdGenerator generator);
}
