package io.leafboot.cache.contract;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;

class ClusterCacheContractTests extends CacheContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.cluster().maxSize(10_000).ttl(Duration.ofMinutes(10));
    }

    @Override
    String[] properties() {
        return new String[] {"cache.cluster.bind=127.0.0.1:0"};
    }
}
