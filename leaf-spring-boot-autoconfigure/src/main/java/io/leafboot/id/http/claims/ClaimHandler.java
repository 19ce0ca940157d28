package io.leafboot.id.http.claims;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.http.TagAccess;
import io.leafboot.id.segment.ClaimSource;
import io.leafboot.id.segment.KeyReusedException;
import io.leafboot.id.segment.SegmentIdGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Claims ranges for clients, straight from the store and not from this instance's buffers: a client that goes from one
 * server to another must get ranges above all that it has, and those in buffers may be old.
 *
 * <p>A handler and no controller: tokens are asked for here, wherever the application's settings move paths to, and nothing
 * of its converters and advice changes an answer.
 */
final class ClaimHandler implements HttpRequestHandler {

    private static final Logger log = LoggerFactory.getLogger(ClaimHandler.class);

    private final SegmentIdGenerator generator;

    private final Function<ClaimCall, ClaimSource> sources;

    private final TagAccess access;

    private final int maxSize;

    ClaimHandler(
            SegmentIdGenerator generator, Function<ClaimCall, ClaimSource> sources, TagAccess access, int maxSize) {
        this.generator = generator;
        this.sources = sources;
        this.access = access;
        this.maxSize = maxSize;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            answer(response, HttpStatus.METHOD_NOT_ALLOWED, "bad-call", "Bad call", "A range is claimed with POST.");
            return;
        }
        String tag = tag(request);
        if (TagAccess.isTag(tag) && !access.grantsBearer(tag, request)) {
            response.setHeader("WWW-Authenticate", TagAccess.CHALLENGE);
            answer(
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "unauthorized",
                    "Unauthorized",
                    "A token for tag '" + tag + "' is required: 'Authorization: Bearer <token>'.");
            return;
        }
        ClaimCall call;
        try {
            call = ClaimCall.of(
                    tag,
                    request.getHeader("Idempotency-Key"),
                    request.getParameter("size"),
                    request.getParameter("knownStep"),
                    request.getParameter("maxSize"),
                    maxSize);
        } catch (ClaimCall.BadCallException e) {
            answer(response, HttpStatus.BAD_REQUEST, "bad-call", "Bad call", String.valueOf(e.getMessage()));
            return;
        }
        try {
            ClaimReply.claimed(tag, generator.claimFor(call.toRequest(), sources.apply(call)))
                    .send(response);
        } catch (RuntimeException e) {
            refused(tag, e).send(response);
        }
    }

    private static String tag(HttpServletRequest request) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return variables instanceof Map<?, ?> map && map.get("tag") instanceof String tag ? tag : "";
    }

    private static void answer(
            HttpServletResponse response, HttpStatus status, String type, String title, String detail)
            throws IOException {
        ClaimReply.problem(status, type, title, detail).send(response);
    }

    /** What the store says of itself stays in the log. */
    private static ClaimReply refused(String tag, RuntimeException failure) {
        if (failure instanceof UnknownTagException) {
            return ClaimReply.problem(
                    HttpStatus.NOT_FOUND, "unknown-tag", "Unknown tag", "There is no tag '" + tag + "'.");
        }
        if (failure instanceof TagQuarantinedException) {
            return ClaimReply.problem(
                    HttpStatus.CONFLICT,
                    "quarantined",
                    "Tag is quarantined",
                    "The row of tag '" + tag + "' went back, so that ids could be issued twice. An operator has to"
                            + " advance it.");
        }
        if (failure instanceof IdLimitReachedException e) {
            return ClaimReply.limitReached(tag, e.limit());
        }
        if (failure instanceof InvalidSegmentException) {
            return ClaimReply.problem(
                    HttpStatus.CONFLICT,
                    "row-not-claimable",
                    "Row cannot be claimed from",
                    "The row of tag '" + tag + "' has a step or a max_id that ids cannot be claimed from. An operator"
                            + " has to correct it.");
        }
        if (failure instanceof KeyReusedException) {
            return ClaimReply.problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "key-reused",
                    "Idempotency key was used before",
                    String.valueOf(failure.getMessage()));
        }
        if (!(failure instanceof IdsExhaustedException
                || failure instanceof IdGeneratorStoppedException
                || failure instanceof IdAcquisitionInterruptedException)) {
            log.debug("A claim of tag '{}' failed", tag, failure);
        }
        return ClaimReply.problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "No range now",
                "No range could be claimed now. Try again, with the same Idempotency-Key.");
    }
}
