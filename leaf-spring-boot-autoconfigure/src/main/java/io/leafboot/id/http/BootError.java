package io.leafboot.id.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The error of a call as Spring Boot 1.5 showed it, which Leaf and tinyid run on. Written here and not by {@code sendError},
 * whose error page depends on the application's settings and passes its filters again.
 */
final class BootError {

    private BootError() {}

    /**
     * Sends the error.
     *
     * @param exception class name of the exception that the original throws, if it shows one
     */
    static void send(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            @Nullable String exception,
            String message)
            throws IOException {
        StringBuilder body = new StringBuilder(256)
                .append("{\"timestamp\":")
                .append(System.currentTimeMillis())
                .append(",\"status\":")
                .append(status.value());
        JsonText.append(body.append(",\"error\":"), status.getReasonPhrase());
        if (exception != null) {
            JsonText.append(body.append(",\"exception\":"), exception);
        }
        JsonText.append(body.append(",\"message\":"), message);
        JsonText.append(body.append(",\"path\":"), request.getRequestURI());
        Answer.send(response, status.value(), Answer.JSON_UTF_8, body.append('}'));
    }
}
