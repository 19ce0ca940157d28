package io.leafboot.id.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads an id from a string of digits or an integer, whatever the mapper makes of other strings. */
final class IdDeserializer extends StdDeserializer<Long> {

    /** No long has more characters. */
    private static final int LONGEST = 20;

    private final boolean primitive;

    IdDeserializer(boolean primitive) {
        super(primitive ? long.class : Long.class);
        this.primitive = primitive;
    }

    @Override
    public @Nullable Long deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            return parser.getLongValue();
        }
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Long) context.handleUnexpectedToken(context.constructType(handledType()), parser);
        }
        String text = parser.getString();
        try {
            if (text.length() <= LONGEST) {
                return Long.valueOf(text);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        return (Long) context.handleWeirdStringValue(handledType(), text, "an id is an integer of 64 bits");
    }

    @Override
    public @Nullable Object getNullValue(DeserializationContext context) {
        if (primitive && context.isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)) {
            context.reportInputMismatch(this, "An id is not null");
        }
        return primitive ? Long.valueOf(0) : null;
    }
}
