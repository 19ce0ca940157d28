package io.leafboot.cache.redis;

import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueTypes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Values as Redis holds them: what the scripts write, generation (8 bytes) and expiry (8), and what we write, format version
 * (1), kind (1), and unless it is {@code null} the fingerprint of the type (8) and what the codec made of it.
 */
final class RedisValues {

    static final int GENERATION = 8;
    private static final int HEADER = GENERATION + 8;
    private static final byte VERSION = 1;
    private static final byte NULL = 0;
    private static final byte VALUE = 1;

    private final ValueCodec codec;
    private final ValueTypes types;

    RedisValues(ValueCodec codec, ValueTypes types) {
        this.codec = codec;
        this.types = types;
    }

    /** What to hand to a script. */
    byte[] write(@Nullable Object value) throws Exception {
        if (value == null) {
            return new byte[] {VERSION, NULL};
        }
        ValueTypes.Known known = types.of(value);
        byte[] encoded = codec.encode(value, known.type());
        return ByteBuffer.allocate(10 + encoded.length)
                .put(VERSION)
                .put(VALUE)
                .putLong(known.fingerprint())
                .put(encoded)
                .array();
    }

    /** What Redis holds, as a value. Throws if it was written by a version, as a type or in a shape not known here. */
    @Nullable
    Object read(byte[] bytes) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("Format version is " + version + ", and known is " + VERSION);
        }
        if (buffer.get() == NULL) {
            return null;
        }
        ValueTypes.Known known = types.ofFingerprint(buffer.getLong());
        if (known == null) {
            throw new IllegalStateException("It was written as a type, or a shape of a type, that is not kept here");
        }
        return codec.decode(bytes, buffer.position(), buffer.remaining(), known.type());
    }
}
