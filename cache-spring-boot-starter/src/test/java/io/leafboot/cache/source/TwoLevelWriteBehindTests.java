package io.leafboot.cache.source;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;

class TwoLevelWriteBehindTests extends WriteBehindContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.twoLevel().maxSize(10_000).ttl(Duration.ofMinutes(10));
    }
}
