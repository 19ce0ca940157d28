package io.leafboot.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheSpecTests {

    private static CacheSpec full() {
        return CacheSpec.twoLevel()
                .maxSize(1)
                .ttl(Duration.ofSeconds(2))
                .idleTtl(Duration.ofSeconds(3))
                .localTtl(Duration.ofSeconds(4))
                .jitter(0.5)
                .cacheNulls(false)
                .nullTtl(Duration.ofSeconds(6))
                .eviction(Eviction.LRU)
                .cleanupInterval(Duration.ofSeconds(7))
                .keyPrefix("p:")
                .format("smile")
                .valueType(String.class)
                .redisConnection("other")
                .writePolicy(WritePolicy.WRITE_BEHIND)
                .writeInterval(Duration.ofSeconds(8))
                .writeBatchSize(9)
                .keyIndex(true)
                .transactionAware(false);
    }

    @Test
    void aSetterLeavesTheSpecAloneThatItIsCalledOn() {
        CacheSpec spec = CacheSpec.memory();
        CacheSpec changed = spec.ttl(Duration.ofSeconds(1));

        assertThat(spec.ttl()).isNull();
        assertThat(changed.ttl()).isEqualTo(Duration.ofSeconds(1));
        assertThat(changed.type()).isEqualTo("memory");
    }

    @Test
    void whatIsSetIsDescribedByItsName() {
        assertThat(CacheSpec.unset().describe()).isEmpty();
        assertThat(full())
                .hasToString("{type=two-level, max-size=1, ttl=PT2S, idle-ttl=PT3S, local-ttl=PT4S, jitter=0.5,"
                        + " cache-nulls=false, null-ttl=PT6S, eviction=lru, cleanup-interval=PT7S, key-prefix=p:,"
                        + " format=smile, value-type=java.lang.String, redis=other, write-policy=write-behind,"
                        + " write-behind.interval=PT8S, write-behind.batch-size=9, key-index=true,"
                        + " transaction-aware=false}");
    }

    @Test
    void whatIsLeftOpenIsTakenFromTheDefaultsAndNothingElse() {
        assertThat(CacheSpec.unset().orElse(full())).isEqualTo(full());
        assertThat(full().orElse(CacheSpec.builtIn())).isEqualTo(full());
        assertThat(CacheSpec.redis().orElse(full())).isEqualTo(full().type("redis"));
        assertThat(CacheSpec.unset().cacheNulls(true).orElse(full()).cacheNulls())
                .isTrue();
    }

    @Test
    void oneBoundTakesThePlaceOfTheOther() {
        CacheSpec bytes = CacheSpec.unset().maxBytes(10).orElse(full());
        assertThat(bytes.maxBytes()).isEqualTo(10);
        assertThat(bytes.maxSize()).isNull();

        CacheSpec size = CacheSpec.unset().maxSize(10).orElse(CacheSpec.unset().maxBytes(5));
        assertThat(size.maxSize()).isEqualTo(10);
        assertThat(size.maxBytes()).isNull();

        assertThat(CacheSpec.unset().orElse(CacheSpec.unset().maxBytes(5)).maxBytes())
                .isEqualTo(5);
    }

    @Test
    void specsWithTheSameSettingsAreEqual() {
        assertThat(full()).isEqualTo(full()).hasSameHashCodeAs(full());
        assertThat(full()).isNotEqualTo(full().jitter(0.4));
        assertThat(CacheSpec.memory()).isNotEqualTo(CacheSpec.redis());
    }
}
