package io.leafboot.id.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/**
 * Answers of Leaf and tinyid that are a bare number or list. The originals let the client choose the media type: a
 * {@code RestTemplate} that reads a {@code Long} asks for JSON, and understands nothing else.
 */
final class PlainText {

    private PlainText() {}

    static void send(HttpServletRequest request, HttpServletResponse response, CharSequence body) throws IOException {
        String type = isJsonWanted(request.getHeader("Accept")) ? Answer.JSON_UTF_8 : Answer.TEXT;
        Answer.send(response, HttpServletResponse.SC_OK, type, body);
    }

    private static boolean isJsonWanted(@Nullable String accept) {
        if (accept == null || !accept.contains("json")) {
            return false;
        }
        try {
            List<MediaType> wanted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(wanted);
            return wanted.get(0).getSubtype().contains("json");
        } catch (IllegalArgumentException e) { // not a list of media types, or too long a one
            return false;
        }
    }
}
