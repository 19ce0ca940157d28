package io.leafboot.id.http.claims;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.ClaimSource;
import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.KeyReusedException;
import io.leafboot.id.segment.KeyedClaims;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Claims ranges for clients, straight from the store and not from this instance's buffers: a client that goes from one
 * server to another must get ranges above all that it has, and those in buffers may be old.
 */
@RestController
final class ClaimController {

    private static final Logger log = LoggerFactory.getLogger(ClaimController.class);

    private final SegmentIdGenerator generator;

    private final SegmentAllocator allocator;

    private final KeyedClaims keyed;

    private final int maxSize;

    ClaimController(SegmentIdGenerator generator, SegmentAllocator allocator, KeyedClaims keyed, int maxSize) {
        this.generator = generator;
        this.allocator = allocator;
        this.keyed = keyed;
        this.maxSize = maxSize;
    }

    @PostMapping("/api/v1/segments/{tag}")
    ResponseEntity<byte[]> claim(
            @PathVariable("tag") String tag,
            @RequestParam(name = "size", required = false) @Nullable String size,
            @RequestParam(name = "knownStep", required = false) @Nullable String knownStep,
            @RequestParam(name = "maxSize", required = false) @Nullable String mostIds,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        ClaimCall call;
        try {
            call = ClaimCall.of(tag, key, size, knownStep, mostIds, maxSize);
        } catch (ClaimCall.BadCallException e) {
            return ClaimAnswers.problem(HttpStatus.BAD_REQUEST, "bad-call", "Bad call", String.valueOf(e.getMessage()));
        }
        try {
            return ClaimAnswers.claimed(tag, generator.claimFor(call.toRequest(), source(call)));
        } catch (RuntimeException e) {
            return refused(tag, e);
        }
    }

    private ClaimSource source(ClaimCall call) {
        String key = call.key();
        return key == null
                ? (request, highest) -> new DelegatedClaim(allocator.claim(request), false)
                : (request, highest) -> keyed.claim(key, call.size(), request, highest);
    }

    /** What the store says of itself stays in the log. */
    private static ResponseEntity<byte[]> refused(String tag, RuntimeException failure) {
        if (failure instanceof UnknownTagException) {
            return ClaimAnswers.problem(
                    HttpStatus.NOT_FOUND, "unknown-tag", "Unknown tag", "There is no tag '" + tag + "'.");
        }
        if (failure instanceof TagQuarantinedException) {
            return ClaimAnswers.problem(
                    HttpStatus.CONFLICT,
                    "quarantined",
                    "Tag is quarantined",
                    "The row of tag '" + tag + "' went back, so that ids could be issued twice. An operator has to"
                            + " advance it.");
        }
        if (failure instanceof InvalidSegmentException) {
            return ClaimAnswers.problem(
                    HttpStatus.CONFLICT,
                    "row-not-claimable",
                    "Row cannot be claimed from",
                    "The row of tag '" + tag + "' has a step or a max_id that ids cannot be claimed from. An operator"
                            + " has to correct it.");
        }
        if (failure instanceof KeyReusedException) {
            return ClaimAnswers.problem(
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
        return ClaimAnswers.problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "No range now",
                "No range could be claimed now. Try again, with the same Idempotency-Key.");
    }
}
