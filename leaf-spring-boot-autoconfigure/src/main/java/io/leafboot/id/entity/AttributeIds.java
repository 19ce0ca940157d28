package io.leafboot.id.entity;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.TagIdGenerator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one attribute. Safe for concurrent use: two threads that draw the first id at once resolve the same tag twice,
 * which is harmless.
 */
final class AttributeIds {

    private final String tag;

    private final Function<TagIdGenerator, Object> draw;

    private final Supplier<IdGenerator> ids;

    /** Resolved by the first id and not before, so that no bean is made while persistence units are built. */
    private volatile @Nullable TagIdGenerator generator;

    AttributeIds(String tag, IdShape shape, Supplier<IdGenerator> ids) {
        this.tag = tag;
        this.draw = shape.draw();
        this.ids = ids;
    }

    /** Returns the next id, of the attribute's type. */
    Object next() {
        TagIdGenerator resolved = generator;
        if (resolved == null) {
            resolved = ids.get().forTag(tag);
            generator = resolved;
        }
        return draw.apply(resolved);
    }
}
