package io.leafboot.cache.http;

import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.access.AccessRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.http.HttpStatus;

/**
 * Problem details (RFC 9457) with types of our own. What a store or a source says of itself stays in the log.
 *
 * @param status the status
 * @param type what it is, for programs
 * @param detail what it is, for people
 */
record Problem(HttpStatus status, String type, String detail) {

    private static final Logger log = LoggerFactory.getLogger(Problem.class);

    static Problem of(RuntimeException failure) {
        if (failure instanceof AccessRefusedException refusal) {
            return refused(refusal);
        }
        // What was thrown in a load comes in an exception of Spring's.
        Throwable cause =
                failure instanceof ValueRetrievalException && failure.getCause() != null ? failure.getCause() : failure;
        Problem problem;
        if (cause instanceof CacheStoreException) {
            problem = new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The store of this cache does not answer now.");
        } else if (cause instanceof CacheLoadTimeoutException) {
            problem = new Problem(
                    HttpStatus.GATEWAY_TIMEOUT, "load-timeout", "The source of this cache did not answer in time.");
        } else if (failure instanceof ValueRetrievalException || cause instanceof CacheLoadException) {
            problem = new Problem(HttpStatus.BAD_GATEWAY, "load-failed", "The source of this cache gave no value.");
        } else if (cause instanceof CacheWriteException) {
            problem = new Problem(
                    HttpStatus.BAD_GATEWAY, "write-failed", "The source of this cache did not take the value.");
        } else {
            log.error("A call to a cache over HTTP failed in an unexpected way.", failure);
            return new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "failed", "The call failed; the log says why.");
        }
        log.debug("A call to a cache over HTTP: {}", problem.detail, failure);
        return problem;
    }

    private static Problem refused(AccessRefusedException refusal) {
        HttpStatus status = switch (refusal.kind()) {
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case UNKNOWN_CACHE -> HttpStatus.NOT_FOUND;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case UNSUPPORTED_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case BAD_REQUEST -> HttpStatus.BAD_REQUEST;
        };
        String type = switch (refusal.kind()) {
            case UNAUTHORIZED -> "unauthorized";
            case UNKNOWN_CACHE -> "unknown-cache";
            case TOO_LARGE -> "too-large";
            case UNSUPPORTED_TYPE -> "unsupported-type";
            case BAD_REQUEST -> "bad-call";
        };
        return new Problem(status, type, refusal.getMessage());
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        headers().forEach(response::setHeader);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:leaf:cache:" + type);
        body.put("title", status.getReasonPhrase());
        body.put("status", status.value());
        body.put("detail", detail);
        Answer.send(request, response, status.value(), "application/problem+json", Answer.json(body));
    }

    private Map<String, String> headers() {
        return switch (status) {
            case UNAUTHORIZED -> Map.of("WWW-Authenticate", "Bearer realm=\"cache\"");
            case SERVICE_UNAVAILABLE -> Map.of("Retry-After", "1");
            case CONTENT_TOO_LARGE -> Map.of("Connection", "close"); // the rest of the body is not waited for
            default -> Map.of();
        };
    }

    /** That only these methods are answered here. */
    static Problem method(HttpServletResponse response, String allowed) {
        response.setHeader("Allow", allowed);
        return new Problem(HttpStatus.METHOD_NOT_ALLOWED, "bad-call", "Answered here: " + allowed + ".");
    }
}
