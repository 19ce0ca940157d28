package io.leafboot.cache.contract;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;

class RedisClusterCacheContractTests extends CacheContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.twoLevel().maxSize(10_000).ttl(Duration.ofMinutes(10)).keyIndex(true);
    }

    @Override
    String[] properties() {
        return RedisServers.cluster().properties();
    }
}
