package io.leafboot.cache.source;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;

class MemoryWriteThroughTests extends WriteThroughContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.memory().maxSize(10_000).ttl(Duration.ofMinutes(10));
    }
}
