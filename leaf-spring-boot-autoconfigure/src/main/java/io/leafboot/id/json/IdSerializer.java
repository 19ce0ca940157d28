package io.leafboot.id.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes an id as a string: each, or those that a number in JavaScript cannot hold. */
final class IdSerializer extends StdSerializer<Long> {

    /** {@code Number.MAX_SAFE_INTEGER}. */
    static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private final boolean largeOnly;

    IdSerializer(boolean largeOnly) {
        super(Long.class);
        this.largeOnly = largeOnly;
    }

    @Override
    public void serialize(Long id, JsonGenerator generator, SerializationContext context) {
        if (largeOnly && id <= MAX_SAFE_INTEGER && id >= -MAX_SAFE_INTEGER) {
            generator.writeNumber(id.longValue());
        } else {
            generator.writeString(id.toString());
        }
    }
}
