package io.leafboot.id.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes answers whose bytes are fixed: past the application's message converters, naming strategies and advice, which would
 * change them for clients that expect the original.
 */
final class Answer {

    static final String JSON = "application/json";

    static final String JSON_UTF_8 = "application/json;charset=UTF-8";

    static final String TEXT = "text/plain;charset=UTF-8";

    private Answer() {}

    static void send(HttpServletResponse response, int status, String contentType, CharSequence body)
            throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(contentType);
        // An answer that a cache repeats is an id issued twice.
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
