package io.leafboot.cache.contract;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.HotKeySpec;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;

/** A Redis cache whose every key is hot as soon as it is read twice. */
class HotKeysCacheContractTests extends CacheContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.redis()
                .ttl(Duration.ofMinutes(10))
                .keyIndex(true)
                .hotKeys(new HotKeySpec(2, Duration.ofMinutes(1)));
    }

    @Override
    String[] properties() {
        return RedisServers.standalone().properties();
    }
}
