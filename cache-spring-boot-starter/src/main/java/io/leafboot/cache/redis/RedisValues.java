package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueTypes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values as Redis holds them: what the scripts write, and what we write, format version (1 byte), kind (1), what the load
 * cost in milliseconds (4), tags (1 for how many, 2 each), and unless it is {@code null} the fingerprint of the type (8) and
 * what the codec made of it.
 */
final class RedisValues {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final int GENERATION = 8;
    private static final int STALE = 16;
    private static final int EVICTS = 24;
    private static final int HEADER = 32;
    private static final int TAGS = HEADER + 6;
    private static final byte VERSION = 2;
    private static final byte NULL = 0;
    private static final byte VALUE = 1;
    private static final int[] NO_TAGS = {};

    private final String cache;
    private final ValueCodec codec;
    private final ValueTypes types;
    private final long maxBytes;
    private final LongAdder unreadable = new LongAdder();

    RedisValues(String cache, ValueCodec codec, ValueTypes types, long maxBytes) {
        this.cache = cache;
        this.codec = codec;
        this.types = types;
        this.maxBytes = maxBytes;
    }

    /** What to hand to a script. Throws if the value cannot be written, or is too long. */
    byte[] write(CacheEntry entry) throws Exception {
        byte[] bytes = encode(entry);
        if (bytes.length > maxBytes) {
            throw new IllegalArgumentException("It takes " + bytes.length + " bytes, which is more than "
                    + "cache.redis.max-value-size (" + maxBytes + ")");
        }
        return bytes;
    }

    private byte[] encode(CacheEntry entry) throws Exception {
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
     * What Redis holds, as an entry; {@code null}, which is a miss, if it cannot be read.
     *
     * @param text the key
     * @param millis how long it may still live; -1 for ever
     * @param fresh how many milliseconds until it is old; -1 for never
     */
    @Nullable
    RedisEntry entry(String text, byte[] value, long millis, long fresh) {
        if (millis == 0) {
            return null; // it has less than a millisecond left
        }
        try {
            long ttl = millis < 0 ? CacheEntry.FOREVER : TimeUnit.MILLISECONDS.toNanos(millis);
            return decode(value, ttl, fresh == -1 ? ttl : TimeUnit.MILLISECONDS.toNanos(fresh));
        } catch (Exception ex) {
            unreadable.increment();
            logger.debug("Key {} of cache '{}' cannot be read and is a miss", text, cache, ex);
            return null;
        }
    }

    /** How many values could not be read. */
    long unreadable() {
        return unreadable.sum();
    }

    /** Throws if it was written by a version, as a type or in a shape not known here. */
    private RedisEntry decode(byte[] bytes, long ttlNanos, long freshNanos) throws Exception {
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
