package io.leafboot.id.autoconfigure;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The id service over HTTP.
 *
 * @param enabled Whether this application answers calls for ids.
 * @param maxCount Most ids that one call may ask for.
 * @param claims Ranges that are claimed for clients with buffers of their own.
 * @param client The id service that this application claims from, with leaf.allocator=http.
 */
public record LeafHttpProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("1000") int maxCount,
        @DefaultValue @NestedConfigurationProperty LeafHttpClaimsProperties claims,
        @DefaultValue @NestedConfigurationProperty LeafHttpClientProperties client) {}
