package io.leafboot.cache.source;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;

class RedisReadThroughTests extends ReadThroughContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.redis().ttl(Duration.ofMinutes(10));
    }
}
