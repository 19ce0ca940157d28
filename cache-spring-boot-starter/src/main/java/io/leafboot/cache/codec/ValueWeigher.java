package io.leafboot.cache.codec;

import io.leafboot.cache.CacheStoreException;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** The weight of an entry in memory: the length of key and value as they would be written elsewhere. */
public final class ValueWeigher implements ToIntBiFunction<Object, @Nullable Object> {

    private final ValueCodec codec;

    /** A weigher by this codec. */
    public ValueWeigher(ValueCodec codec) {
        this.codec = codec;
    }

    @Override
    public int applyAsInt(Object key, @Nullable Object value) {
        int length = KeyText.describe(key).getBytes(StandardCharsets.UTF_8).length;
        try {
            return Math.max(1, length + (value == null ? 0 : codec.encode(value, value.getClass()).length));
        } catch (Exception ex) {
            throw new CacheStoreException(
                    "A value of " + (value == null ? null : value.getClass())
                            + " cannot be weighed for max-bytes, since it cannot be written as " + codec.name()
                            + ". Bound this cache by max-size.",
                    ex);
        }
    }
}
