package io.leafboot.cache.source;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;

class RedisWriteThroughTests extends WriteThroughContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.redis().ttl(Duration.ofMinutes(10));
    }
}
