package io.leafboot.cache.contract;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** The same with copies near by of what others hold. */
@Tag("long")
class NearCopiesCacheContractTests extends ClusterOf3CacheContractTests {

    @Override
    CacheSpec spec() {
        return super.spec().localTtl(Duration.ofMinutes(5));
    }
}
