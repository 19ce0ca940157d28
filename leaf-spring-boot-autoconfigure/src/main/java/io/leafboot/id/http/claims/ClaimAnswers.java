package io.leafboot.id.http.claims;

import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.SegmentClaim;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers to claims. Written here and not by the application's converters, so that no setting of its JSON changes what
 * clients read. Errors are problem details (RFC 9457) with types of our own.
 */
final class ClaimAnswers {

    static final String REPLAYED = "Idempotent-Replayed";

    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

    private ClaimAnswers() {}

    static ResponseEntity<byte[]> claimed(String tag, DelegatedClaim delegated) {
        SegmentClaim claim = delegated.claim();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tag", tag);
        body.put("first", claim.first());
        body.put("last", claim.last());
        body.put("step", claim.step());
        ResponseEntity.BodyBuilder answer = answer(HttpStatus.OK, MediaType.APPLICATION_JSON);
        if (delegated.replayed()) {
            answer.header(REPLAYED, "true");
        }
        return answer.body(JSON.write(body).toByteArray());
    }

    static ResponseEntity<byte[]> problem(HttpStatus status, String type, String title, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:leaf:" + type);
        body.put("title", title);
        body.put("status", status.value());
        body.put("detail", detail);
        ResponseEntity.BodyBuilder answer = answer(status, MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return answer.body(JSON.write(body).toByteArray());
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status, MediaType type) {
        return ResponseEntity.status(status).contentType(type).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
