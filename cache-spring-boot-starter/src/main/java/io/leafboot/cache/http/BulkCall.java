package io.leafboot.cache.http;

import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import io.leafboot.cache.access.AccessRules;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.access.OutsideValue;
import io.leafboot.cache.codec.ValueCodec;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /{cache}/bulk} with {@code {"keys":["a","b"]}}: the entries that there are, as
 * {@code {"a":{"type":"text/plain;charset=UTF-8","value":"1"}}}. Values are written one after the other, so that no more than
 * one is in memory as bytes.
 */
final class BulkCall {

    private static final Logger log = LoggerFactory.getLogger(BulkCall.class);

    /** An escaped character takes six bytes in JSON where it has at least one in UTF-8. */
    private static final int MAX_JSON_KEY = AccessRules.MAX_KEY_BYTES * 6 + 8;

    private final OutsideCaches caches;
    private final ValueCodec json;
    private final int maxKeys;

    BulkCall(OutsideCaches caches, ValueCodec json, int maxKeys) {
        this.caches = caches;
        this.json = json;
        this.maxKeys = maxKeys;
    }

    void get(String cache, HttpServletRequest request, HttpServletResponse response) throws IOException {
        caches.cache(cache);
        Map<String, @Nullable Object> values = caches.getAll(cache, keys(request));
        Answer.begin(response, HttpServletResponse.SC_OK);
        response.setContentType(OutsideValue.JSON);
        OutputStream out = response.getOutputStream();
        char before = '{';
        for (Map.Entry<String, @Nullable Object> entry : values.entrySet()) {
            out.write(before);
            out.write(Answer.json(entry.getKey()));
            out.write(':');
            write(cache, entry.getValue(), out);
            before = ',';
        }
        out.write(ascii(values.isEmpty() ? "{}" : "}"));
    }

    private void write(String cache, @Nullable Object value, OutputStream out) throws IOException {
        OutsideValue written;
        try {
            written = caches.encode(cache, value);
        } catch (RuntimeException ex) { // the others are none the worse for it
            log.warn("A value of cache '{}' cannot be answered over HTTP.", cache, ex);
            out.write(ascii("{\"error\":\"The value cannot be written as JSON.\"}"));
            return;
        }
        if (written.isNull()) {
            out.write(ascii("{\"type\":null,\"value\":null}"));
            return;
        }
        String type = String.valueOf(written.contentType());
        out.write(ascii("{\"type\":\"" + type + "\",\"value\":"));
        out.write(
                switch (type) {
                    case OutsideValue.JSON -> written.bytes();
                    case OutsideValue.BYTES -> Answer.json(Base64.getEncoder().encodeToString(written.bytes()));
                    default -> Answer.json(new String(written.bytes(), StandardCharsets.UTF_8));
                });
        out.write('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private List<String> keys(HttpServletRequest request) throws IOException {
        int longest = Math.toIntExact(Math.min(Integer.MAX_VALUE - 9L, (long) maxKeys * MAX_JSON_KEY + 1024));
        if (request.getContentLengthLong() > longest) {
            throw tooMany();
        }
        byte[] body = request.getInputStream().readNBytes(longest + 1);
        if (body.length > longest) {
            throw tooMany();
        }
        List<String> keys = keys(body);
        if (keys == null) {
            throw new AccessRefusedException(
                    Kind.BAD_REQUEST, "The body is not {\"keys\":[\"a\",\"b\"]}, with strings as keys.");
        }
        if (keys.size() > maxKeys) {
            throw tooMany();
        }
        return keys;
    }

    private @Nullable List<String> keys(byte[] body) {
        Object read;
        try {
            read = json.decode(body, 0, body.length, Map.class);
        } catch (Exception ex) {
            return null;
        }
        return read instanceof Map<?, ?> map
                        && map.get("keys") instanceof List<?> keys
                        && keys.stream().allMatch(String.class::isInstance)
                ? keys.stream().map(String.class::cast).toList()
                : null;
    }

    private AccessRefusedException tooMany() {
        return new AccessRefusedException(
                Kind.TOO_LARGE, "There are more than " + maxKeys + " keys, which is the most that one call asks for.");
    }
}
