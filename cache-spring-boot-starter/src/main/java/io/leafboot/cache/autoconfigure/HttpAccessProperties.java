package io.leafboot.cache.autoconfigure;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Access to caches over HTTP.
 *
 * @param enabled Whether caches can be read and written over HTTP.
 * @param basePath Where the calls begin.
 * @param caches Names of the caches that may be reached; none by default.
 * @param tokens Tokens of which a caller must show one, as "Authorization: Bearer". None: the application's own security
 *     decides.
 * @param maxValueSize Longest value that is taken.
 * @param maxBulk Most keys of one call.
 */
public record HttpAccessProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/api/cache") String basePath,
        @DefaultValue List<String> caches,
        @DefaultValue List<String> tokens,
        @DefaultValue("1MB") DataSize maxValueSize,
        @DefaultValue("1000") int maxBulk) {}
