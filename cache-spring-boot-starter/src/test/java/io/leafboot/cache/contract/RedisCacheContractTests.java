package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisCacheContractTests extends CacheContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.redis().ttl(Duration.ofMinutes(10)).keyIndex(true);
    }

    @Override
    String[] properties() {
        return RedisServers.standalone().properties();
    }

    /** A value may come in on the very thread that brings the cache its answers. */
    @Test
    void whatIsLoadedOnTheThreadOfRedisIsKept() throws Exception {
        CacheStore store = (CacheStore) cache.getNativeCache();
        for (int i = 0; i < 20; i++) {
            String key = "key-" + i;
            CompletableFuture<String> loaded =
                    cache.retrieve(key, () -> store.getAsync("none").thenApply(none -> "loaded"));

            assertThat(loaded.get(20, TimeUnit.SECONDS)).isEqualTo("loaded");
            assertThat(cache.get(key, String.class)).isEqualTo("loaded");
        }
        assertThat(cache.statistics().errors()).isZero();
    }
}
