package io.leafboot.cache.source;

import io.leafboot.cache.CacheWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of a writer: one value by itself, several at once. */
final class WriterCall {

    private WriterCall() {}

    @SuppressWarnings("NullAway") // a null value is written as such
    static void write(CacheWriter<Object, Object> writer, Map<Object, @Nullable Object> values) throws Exception {
        if (values.size() == 1) {
            Map.Entry<Object, @Nullable Object> only =
                    values.entrySet().iterator().next();
            writer.write(only.getKey(), only.getValue());
        } else if (!values.isEmpty()) {
            writer.writeAll(values);
        }
    }
}
