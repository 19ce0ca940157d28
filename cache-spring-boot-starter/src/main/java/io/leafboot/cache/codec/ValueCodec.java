package io.leafboot.cache.codec;

import java.lang.reflect.Type;

/**
 * How values are written outside this process. A bean of this interface adds a {@code format}.
 *
 * <p>Safe for use by many threads.
 */
public interface ValueCodec {

    /** What a cache's {@code format} setting calls it. */
    String name();

    /**
     * The value as bytes.
     *
     * @param type its declared type
     * @throws Exception if it cannot be written
     */
    byte[] encode(Object value, Type type) throws Exception;

    /**
     * The value of these bytes. The type comes from the application, never from the bytes, and an implementation must not
     * let the bytes choose another.
     *
     * @throws Exception if they cannot be read; that is a miss
     */
    Object decode(byte[] bytes, int offset, int length, Type type) throws Exception;

    /** A number that changes when the type or what it is made of changes, so that older bytes are a miss. */
    default long fingerprint(Type type) {
        return TypeFingerprint.of(type);
    }
}
