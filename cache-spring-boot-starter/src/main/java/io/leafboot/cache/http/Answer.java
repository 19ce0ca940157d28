package io.leafboot.cache.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;

/** Writes answers past the application's message converters, advice and error pages, which would change them. */
final class Answer {

    private static final JsonWriter<Object> JSON = JsonWriter.standard();

    private Answer() {}

    static void begin(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store"); // this is the cache
        response.setHeader("X-Content-Type-Options", "nosniff"); // a browser is not to make a page of a value
    }

    static void send(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String contentType,
            byte[] body)
            throws IOException {
        begin(response, status);
        response.setContentType(contentType);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /** The bytes of maps, lists, strings, numbers and booleans. */
    static byte[] json(Object value) {
        return JSON.write(value).toByteArray();
    }
}
