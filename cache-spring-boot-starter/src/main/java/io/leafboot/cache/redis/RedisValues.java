package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueTypes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Values as Redis holds them: what the scripts write, and what we write, format version (1 byte), kind (1), what the load
 * cost in milliseconds (4), tags (1 for how many, 2 each), and unless it is {@code null} the fingerprint of the type (8) and
 * what the codec made of it.
 */
final class RedisValues {

    private static final int GENERATION = 8;
    private static final int STALE = 16;
    private static final int EVICTS = 24;
    private static final int HEADER = 32;
    private static final int TAGS = HEADER + 6;
    private static final byte VERSION = 2;
    private static final byte NULL = 0;
    private static final byte VALUE = 1;
    private static final int[] NO_TAGS = {};

    private final ValueCodec codec;
    private final ValueTypes types;

    RedisValues(ValueCodec codec, ValueTypes types) {
        this.codec = codec;
        this.types = types;
    }

    /** What to hand to a script. */
    byte[] write(CacheEntry entry) throws Exception {
        Object value = entry.get();
        int[] tags = entry.tags() == null ? NO_TAGS : entry.tags();
        byte[] encoded = {};
        long fingerprint = 0;
        if (value != null) {
            ValueTypes.Known known = types.of(value);
            encoded = codec.encode(value, known.type());
            fingerprint = known.fingerprint();
        }
        ByteBuffer buffer = ByteBuffer.allocate(7 + 2 * tags.length + (value == null ? 0 : 8 + encoded.length))
                .put(VERSION)
                .put(value == null ? NULL : VALUE)
                .putInt((int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(entry.costNanos())))
                .put((byte) tags.length);
        for (int tag : tags) {
            buffer.putShort((short) tag);
        }
        return value == null
                ? buffer.array()
                : buffer.putLong(fingerprint).put(encoded).array();
    }

    /** Whether a value is of the generation of this state. */
    static boolean isCurrent(byte[] value, byte[] state) {
        return value.length > TAGS && Arrays.equals(value, 0, GENERATION, state, 0, GENERATION);
    }

    /** Whether it takes more than the state to tell whether the value holds: it may be old, or have an evicted tag. */
    static boolean needsLook(byte[] value, byte[] state) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return buffer.getDouble(STALE) > 0
                || (value[TAGS] != 0
                        && buffer.getDouble(EVICTS) != ByteBuffer.wrap(state).getDouble(GENERATION));
    }

    /**
     * What Redis holds, as an entry. Throws if it was written by a version, as a type or in a shape not known here.
     *
     * @param ttlNanos how long it may still live
     * @param freshNanos how long until it is old
     */
    RedisEntry read(byte[] bytes, long ttlNanos, long freshNanos) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("Format version is " + version + ", and known is " + VERSION);
        }
        boolean isNull = buffer.get() == NULL;
        long cost = TimeUnit.MILLISECONDS.toNanos(buffer.getInt());
        int[] tags = new int[Byte.toUnsignedInt(buffer.get())];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = Short.toUnsignedInt(buffer.getShort());
        }
        Object value = isNull ? null : value(bytes, buffer);
        return new RedisEntry(value, ttlNanos, freshNanos, cost, tags.length == 0 ? null : tags, bytes.length);
    }

    private @Nullable Object value(byte[] bytes, ByteBuffer buffer) throws Exception {
        ValueTypes.Known known = types.ofFingerprint(buffer.getLong());
        if (known == null) {
            throw new IllegalStateException("It was written as a type, or a shape of a type, that is not kept here");
        }
        return codec.decode(bytes, buffer.position(), buffer.remaining(), known.type());
    }
}
