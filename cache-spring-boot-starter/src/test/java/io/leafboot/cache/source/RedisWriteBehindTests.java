package io.leafboot.cache.source;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;

class RedisWriteBehindTests extends WriteBehindContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.redis().ttl(Duration.ofMinutes(10));
    }
}
