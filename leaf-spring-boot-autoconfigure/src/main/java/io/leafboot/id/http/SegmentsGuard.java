package io.leafboot.id.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Refuses claims of segments for a name that is no tag, and without a token; with problem details (RFC 9457). */
final class SegmentsGuard implements HandlerInterceptor {

    private final TagAccess access;

    SegmentsGuard(TagAccess access) {
        this.access = access;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        String tag = tag(request);
        if (tag == null) { // no handler of a tag's, so there is nothing to guard
            return true;
        }
        if (!TagAccess.isTag(tag)) {
            refuse(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "bad-call",
                    "Bad Request",
                    "A tag has 1 to 128 letters, digits, '.', '_' and '-'.");
            return false;
        }
        if (!access.grants(tag, BearerToken.of(request))) {
            response.setHeader("WWW-Authenticate", BearerToken.CHALLENGE);
            refuse(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "unauthorized",
                    "Unauthorized",
                    "A token for tag '" + tag + "' is required: 'Authorization: Bearer <token>'.");
            return false;
        }
        return true;
    }

    private static @Nullable String tag(HttpServletRequest request) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return variables instanceof Map<?, ?> map && map.get("tag") instanceof String tag ? tag : null;
    }

    private static void refuse(HttpServletResponse response, int status, String type, String title, String detail)
            throws IOException {
        StringBuilder body = new StringBuilder("{\"type\":\"urn:leaf:")
                .append(type)
                .append("\",\"title\":\"")
                .append(title)
                .append("\",\"status\":")
                .append(status);
        JsonText.append(body.append(",\"detail\":"), detail).append('}');
        Answer.send(response, status, "application/problem+json", body);
    }
}
