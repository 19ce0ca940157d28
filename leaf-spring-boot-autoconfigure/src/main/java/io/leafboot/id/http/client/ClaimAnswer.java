package io.leafboot.id.http.client;

import io.leafboot.id.segment.SegmentClaim;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the service's answers, trusting nothing in them. */
final class ClaimAnswer {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String PROBLEM = "urn:leaf:";

    private static final int SHOWN = 200;

    private ClaimAnswer() {}

    /** Returns the range of an answer, or {@code null} if it is not one that was asked for. */
    static @Nullable SegmentClaim claim(byte[] body, String tag, int maxLength) {
        JsonNode node = read(body);
        if (node == null || !tag.equals(node.path("tag").asString(""))) {
            return null;
        }
        JsonNode first = node.path("first");
        JsonNode last = node.path("last");
        JsonNode step = node.path("step");
        if (!first.isIntegralNumber()
                || !last.isIntegralNumber()
                || !first.canConvertToLong()
                || !last.canConvertToLong()
                || !step.isIntegralNumber()
                || !step.canConvertToInt()) {
            return null;
        }
        long from = first.asLong();
        long to = last.asLong();
        // In this order nothing overflows.
        if (from < 1 || to < from || to > SegmentClaim.HIGHEST_ID || to - from >= maxLength || step.asInt() < 0) {
            return null;
        }
        return new SegmentClaim(to, (int) (to - from + 1), step.asInt());
    }

    /** Returns the type of a problem of ours, such as {@code unknown-tag}, or {@code ""}. */
    static String problem(byte[] body) {
        JsonNode node = read(body);
        String type = node == null ? "" : node.path("type").asString("");
        return type.startsWith(PROBLEM) ? type.substring(PROBLEM.length()) : "";
    }

    /** Returns the highest id that a problem names, or 0. */
    static long limit(byte[] body) {
        JsonNode node = read(body);
        JsonNode limit = node == null ? null : node.path("limit");
        return limit != null && limit.isIntegralNumber() && limit.canConvertToLong() ? limit.asLong() : 0;
    }

    /** Returns a problem's sentence, for an error message. */
    static String detail(byte[] body) {
        JsonNode node = read(body);
        String detail = node == null ? "" : node.path("detail").asString("");
        return detail.length() > SHOWN ? detail.substring(0, SHOWN) : detail;
    }

    private static @Nullable JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }
}
