package io.leafboot.cache.access;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import io.leafboot.cache.codec.ValueCodec;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Values to and from bytes: a string is text, a byte array is what it is, everything else is JSON. On the way in, the class
 * comes from the cache's {@code value-type}, or without it from the media type if that leaves no choice. The bytes never name
 * one.
 */
final class OutsideValues {

    private static final MimeType ANY_JSON = new MimeType("application", "*+json");

    private final ValueCodec json;

    OutsideValues(ValueCodec json) {
        this.json = json;
    }

    OutsideValue encode(CacheSpec spec, @Nullable Object value) {
        if (value == null) {
            return OutsideValue.ofNull();
        }
        if (value instanceof String text) {
            return OutsideValue.of(OutsideValue.TEXT, text.getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof byte[] bytes) {
            return OutsideValue.of(OutsideValue.BYTES, bytes);
        }
        Type declared = spec.valueType();
        Type type =
                declared != null && ResolvableType.forType(declared).isInstance(value) ? declared : value.getClass();
        try {
            return OutsideValue.of(OutsideValue.JSON, json.encode(value, type));
        } catch (Exception ex) {
            throw new IllegalStateException("A value of " + value.getClass() + " cannot be written as JSON", ex);
        }
    }

    /**
     * The value of these bytes.
     *
     * @param contentType what they are said to be; {@code null} for what the cache has
     */
    @Nullable
    Object decode(String cache, CacheSpec spec, @Nullable String contentType, byte[] bytes) {
        MimeType given = contentType == null || contentType.isBlank() ? null : parse(contentType);
        Type type = spec.valueType();
        if (type == null) {
            if (given == null || is(given, MimeTypeUtils.APPLICATION_OCTET_STREAM)) {
                return bytes;
            }
            if (is(given, MimeTypeUtils.TEXT_PLAIN)) {
                return text(given, bytes);
            }
            throw isJson(given)
                    ? unsupported("What class JSON is to be read as is not known: set " + CacheSpec.path(cache)
                            + ".value-type in the application, or send text/plain or application/octet-stream.")
                    : unsupported("Send text/plain or application/octet-stream.");
        }
        if (type == byte[].class) {
            return require(given, MimeTypeUtils.APPLICATION_OCTET_STREAM, bytes);
        }
        if (type == String.class) {
            return text(given, require(given, MimeTypeUtils.TEXT_PLAIN, bytes));
        }
        if (given != null && !isJson(given)) {
            throw unsupported("Values of this cache are sent as application/json.");
        }
        return fromJson(bytes, type);
    }

    private @Nullable Object fromJson(byte[] bytes, Type type) {
        try {
            return json.decode(bytes, 0, bytes.length, type);
        } catch (Exception ex) { // whose message names classes of the application
            throw new AccessRefusedException(
                    Kind.BAD_REQUEST, "The bytes are not JSON that values of this cache can be read from.");
        }
    }

    private static byte[] require(@Nullable MimeType given, MimeType wanted, byte[] bytes) {
        if (given != null && !is(given, wanted)) {
            throw unsupported("Values of this cache are sent as " + wanted + ".");
        }
        return bytes;
    }

    private static String text(@Nullable MimeType given, byte[] bytes) {
        Charset charset = given == null ? null : given.getCharset();
        try {
            return (charset == null ? StandardCharsets.UTF_8 : charset)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException ex) {
            throw new AccessRefusedException(Kind.BAD_REQUEST, "The bytes are not text in the charset that is given.");
        }
    }

    private static MimeType parse(String contentType) {
        try {
            return MimeTypeUtils.parseMimeType(contentType);
        } catch (InvalidMimeTypeException ex) {
            throw unsupported("The content type is none.");
        }
    }

    private static boolean isJson(MimeType given) {
        return is(given, MimeTypeUtils.APPLICATION_JSON) || ANY_JSON.includes(given);
    }

    private static boolean is(MimeType given, MimeType wanted) {
        return given.equalsTypeAndSubtype(wanted);
    }

    private static AccessRefusedException unsupported(String message) {
        return new AccessRefusedException(Kind.UNSUPPORTED_TYPE, message);
    }
}
