package io.leafboot.cache.autoconfigure;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Access to caches over gRPC, by the service distcache.CacheService.
 *
 * @param enabled Whether caches can be read and written over gRPC.
 * @param caches Names of the caches (groups) that may be reached; none by default.
 * @param tokens Tokens of which a caller must show one, as metadata "authorization: Bearer". None: the application's own
 *     security decides.
 * @param maxValueSize Longest value that is taken.
 */
public record GrpcAccessProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<String> caches,
        @DefaultValue List<String> tokens,
        @DefaultValue("1MB") DataSize maxValueSize) {}
