package io.leafboot.cache.http;

import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import io.leafboot.cache.access.AccessRules;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.access.OutsideValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;

/** Calls for one entry: {@code GET}, {@code HEAD}, {@code PUT} and {@code DELETE} of {@code /{cache}/{key}}. */
final class EntryCalls {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final OutsideCaches caches;

    EntryCalls(OutsideCaches caches) {
        this.caches = caches;
    }

    void get(String cache, String key, HttpServletRequest request, HttpServletResponse response) throws IOException {
        OutsideValue value = caches.get(cache, key);
        if (value == null) {
            new Problem(HttpStatus.NOT_FOUND, "no-entry", "There is no entry of this key.").send(request, response);
        } else if (value.isNull()) {
            Answer.begin(response, HttpServletResponse.SC_NO_CONTENT);
        } else {
            Answer.send(request, response, HttpServletResponse.SC_OK, value.contentType(), value.bytes());
        }
    }

    void put(String cache, String key, HttpServletRequest request, HttpServletResponse response) throws IOException {
        caches.cache(cache); // refused before the body is read
        Duration ttl = ttl(request);
        caches.put(cache, key, request.getContentType(), body(request), ttl);
        Answer.begin(response, HttpServletResponse.SC_NO_CONTENT);
    }

    /** Reads no more than one byte beyond the limit: by then it is known that the value is too long. */
    private byte[] body(HttpServletRequest request) throws IOException {
        AccessRules rules = caches.rules();
        rules.checkSize(request.getContentLengthLong());
        byte[] bytes = request.getInputStream().readNBytes(rules.maxValueSize() + 1);
        rules.checkSize(bytes.length);
        return bytes;
    }

    private static @Nullable Duration ttl(HttpServletRequest request) {
        String parameter = new Query(request.getQueryString()).first("ttl");
        String text = parameter == null ? request.getHeader("Cache-TTL") : parameter;
        if (text == null) {
            return null;
        }
        Duration ttl;
        try {
            ttl = DurationStyle.detectAndParse(text.trim(), ChronoUnit.SECONDS);
        } catch (IllegalArgumentException | ArithmeticException ex) {
            ttl = Duration.ZERO;
        }
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new AccessRefusedException(
                    Kind.BAD_REQUEST, "The ttl is not a time from 1ms to 365d, such as 30s, or 30 for seconds.");
        }
        return ttl;
    }

    void delete(String cache, String key, HttpServletResponse response) {
        caches.delete(cache, key);
        Answer.begin(response, HttpServletResponse.SC_NO_CONTENT);
    }
}
