package io.leafboot.cache.autoconfigure;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Access to caches over gRPC, by the service distcache.CacheService. Where it is served is spring.grpc.server's.
 *
 * @param enabled Whether caches can be read and written over gRPC.
 * @param caches Names of the caches (groups) that may be reached, or * for all; none by default.
 * @param tokens Tokens of which a caller must show one, as metadata "authorization: Bearer". None: the application's own
 *     security decides.
 * @param open Whether anybody may call who reaches the port, where there are neither tokens nor Spring Security.
 * @param maxValueSize Longest value that is taken.
 * @param maxCalls How many calls are answered at once; others are refused.
 */
public record GrpcAccessProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<String> caches,
        @DefaultValue List<String> tokens,
        @DefaultValue("false") boolean open,
        @DefaultValue("1MB") DataSize maxValueSize,
        @DefaultValue("1000") int maxCalls) {

    @Override
    public String toString() { // tokens stay out of logs
        return "cache.grpc[enabled=" + enabled + ", caches=" + caches + "]";
    }
}
