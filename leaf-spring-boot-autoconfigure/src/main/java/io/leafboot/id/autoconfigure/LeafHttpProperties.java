package io.leafboot.id.autoconfigure;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The id service over HTTP.
 *
 * @param enabled Whether this application answers calls for ids.
 * @param maxCount Most ids that one call may ask for.
 * @param tokens Tokens that callers present, by tag; [*] for all tags. Without any, everybody may call.
 * @param logLevel The call that changes the log level.
 * @param meituan Calls that clients of Meituan's Leaf make.
 * @param tinyid Calls that clients of tinyid make.
 * @param client The id service that this application claims from, with leaf.allocator=http.
 */
public record LeafHttpProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("1000") int maxCount,
        @DefaultValue Map<String, List<String>> tokens,
        @DefaultValue LogLevel logLevel,
        @DefaultValue Meituan meituan,
        @DefaultValue Tinyid tinyid,
        @DefaultValue @NestedConfigurationProperty LeafHttpClientProperties client) {

    /**
     * The call that changes the log level.
     *
     * @param enabled Whether /api/v1/log/level is answered; anyone with a token for all tags can then change the root
     *     logger's level.
     */
    public record LogLevel(@DefaultValue("false") boolean enabled) {}

    /**
     * Calls that clients of Meituan's Leaf make.
     *
     * @param enabled Whether /api/segment/get/{key} and /api/snowflake/get/{key} are answered.
     */
    public record Meituan(@DefaultValue("false") boolean enabled) {}

    /**
     * Calls that clients of tinyid make.
     *
     * @param enabled Whether /tinyid/id/nextId, nextIdSimple, nextSegmentId and nextSegmentIdSimple are answered.
     * @param segmentSize Most ids in a range that a client is given to draw from by itself.
     */
    public record Tinyid(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("1000") int segmentSize) {}

    @Override
    public String toString() { // tokens stay out of logs
        return "LeafHttpProperties[enabled=" + enabled + ", maxCount=" + maxCount + ", tokens for " + tokens.keySet()
                + ", logLevel=" + logLevel + ", meituan=" + meituan + ", tinyid=" + tinyid + ", client=" + client + "]";
    }
}
