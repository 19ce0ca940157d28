package io.leafboot.cache.access;

import org.jspecify.annotations.Nullable;

/** A value as bytes that say what they are. */
public final class OutsideValue {

    /** Media type of strings. */
    public static final String TEXT = "text/plain;charset=UTF-8";

    /** Media type of byte arrays. */
    public static final String BYTES = "application/octet-stream";

    /** Media type of everything else. */
    public static final String JSON = "application/json";

    private static final OutsideValue NULL = new OutsideValue(null, new byte[0]);

    private final @Nullable String contentType;
    private final byte[] bytes;

    private OutsideValue(@Nullable String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
    }

    static OutsideValue of(String contentType, byte[] bytes) {
        return new OutsideValue(contentType, bytes);
    }

    static OutsideValue ofNull() {
        return NULL;
    }

    /** Whether it is {@code null}: an entry that says there is no value. */
    public boolean isNull() {
        return contentType == null;
    }

    /** {@link #TEXT}, {@link #BYTES} or {@link #JSON}; {@code null} of a {@code null} value. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** The bytes, empty of a {@code null} value; not a copy, and not to be changed. */
    public byte[] bytes() {
        return bytes;
    }
}
