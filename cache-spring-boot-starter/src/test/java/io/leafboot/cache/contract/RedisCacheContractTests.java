package io.leafboot.cache.contract;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;

class RedisCacheContractTests extends CacheContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.redis().ttl(Duration.ofMinutes(10)).keyIndex(true);
    }

    @Override
    String[] properties() {
        return RedisServers.standalone().properties();
    }
}
