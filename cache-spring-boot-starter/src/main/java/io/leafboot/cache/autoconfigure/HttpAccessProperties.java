package io.leafboot.cache.autoconfigure;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Access to caches over HTTP.
 *
 * @param enabled Whether caches can be read and written over HTTP.
 * @param basePath Where the calls begin.
 * @param caches Names of the caches that may be reached, or * for all; none by default.
 * @param tokens Tokens of which a caller must show one, as "Authorization: Bearer". Without any, Spring Security decides
 *     who may call.
 * @param open Whether anybody may call, where there are neither tokens nor Spring Security.
 * @param maxValueSize Longest value that is taken.
 * @param maxBulk Most keys that one call asks for or lists.
 */
public record HttpAccessProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/api/cache") String basePath,
        @DefaultValue List<String> caches,
        @DefaultValue List<String> tokens,
        @DefaultValue("false") boolean open,
        @DefaultValue("1MB") DataSize maxValueSize,
        @DefaultValue("1000") int maxBulk) {

    @Override
    public String toString() { // tokens stay out of logs
        return "HttpAccessProperties[enabled=" + enabled + ", basePath=" + basePath + ", caches=" + caches + ", tokens="
                + tokens.size() + ", open=" + open + ", maxValueSize=" + maxValueSize + ", maxBulk=" + maxBulk + "]";
    }
}
