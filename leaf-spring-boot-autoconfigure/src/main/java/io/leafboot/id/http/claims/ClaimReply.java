package io.leafboot.id.http.claims;

import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.SegmentClaim;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpStatus;

/**
 * An answer to a claim. Written here and not by the application's converters, so that no setting of its JSON changes what
 * clients read. Errors are problem details (RFC 9457) with types of our own.
 *
 * @param status the status
 * @param contentType media type of the body
 * @param headers other headers
 * @param body the members of the body, in order
 */
record ClaimReply(HttpStatus status, String contentType, Map<String, String> headers, Map<String, Object> body) {

    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

    static ClaimReply claimed(String tag, DelegatedClaim delegated) {
        SegmentClaim claim = delegated.claim();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tag", tag);
        body.put("first", claim.first());
        body.put("last", claim.last());
        body.put("step", claim.step());
        return new ClaimReply(
                HttpStatus.OK,
                "application/json",
                delegated.replayed() ? Map.of("Idempotent-Replayed", "true") : Map.of(),
                body);
    }

    static ClaimReply problem(HttpStatus status, String type, String title, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:leaf:" + type);
        body.put("title", title);
        body.put("status", status.value());
        body.put("detail", detail);
        return new ClaimReply(
                status,
                "application/problem+json",
                status == HttpStatus.SERVICE_UNAVAILABLE ? Map.of("Retry-After", "1") : Map.of(),
                body);
    }

    static ClaimReply limitReached(String tag, long limit) {
        ClaimReply problem = problem(
                HttpStatus.CONFLICT,
                "limit-reached",
                "Highest id is reached",
                "All ids of tag '" + tag + "' up to its highest, " + limit + ", were claimed.");
        problem.body.put("limit", limit);
        return problem;
    }

    void send(HttpServletResponse response) throws IOException {
        byte[] bytes = JSON.write(body).toByteArray();
        response.setStatus(status.value());
        response.setContentType(contentType);
        // An answer that a cache repeats is a range issued twice.
        response.setHeader("Cache-Control", "no-store");
        headers.forEach(response::setHeader);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
