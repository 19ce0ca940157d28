package io.leafboot.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
                .copies(19)
                .mode(ClusterMode.REPLICATED)
                .transactionAware(false)
                .onError(OnError.PROPAGATE)
                .tags(List.of("#key"))
                .loading(new LoadSpec(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        Duration.ofSeconds(14),
                        new RefreshAhead(0.8),
                        Duration.ofSeconds(15)))
                .hotKeys(new HotKeySpec(16, Duration.ofSeconds(17)))
                .writer(new WriterSpec(
                        WriterSpec.Mode.WRITE_BEHIND, Duration.ofSeconds(18), 19, 20, 21, Duration.ofSeconds(22)));
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
                        + " transaction-aware=false, on-error=propagate, tags=[#key], stale-for=PT10S, stale-retry=PT11S,"
                        + " failure-ttl=PT12S, soft-timeout=PT13S, hard-timeout=PT14S, refresh-ahead=80%, lease-time=PT15S,"
                        + " writer.mode=write-behind, writer.interval=PT18S, writer.batch-size=19, writer.queue-size=20,"
                        + " writer.max-attempts=21, writer.backoff=PT22S}");
    }

    @Test
    void aDescriptionLeavesOutWhatTheTypeDoesNotLookAt() {
        assertThat(full().type(CacheSpec.MEMORY).describe())
                .containsKeys("max-size", "lease-time", "tags", "writer.mode")
                .doesNotContainKeys("on-error", "key-prefix", "local-ttl", "hot-keys.threshold", "hot-keys.local-ttl");
        assertThat(full().type(CacheSpec.REDIS).describe())
                .containsKeys("on-error", "key-prefix", "hot-keys.threshold", "hot-keys.local-ttl")
                .doesNotContainKeys("max-size", "local-ttl", "write-policy");
        assertThat(CacheSpec.redis().orElse(CacheSpec.builtIn()).describe())
                .containsEntry("writer.mode", "write-through")
                .doesNotContainKeys("writer.interval", "writer.backoff", "hot-keys.local-ttl");
        assertThat(full().type(CacheSpec.REDIS).settings()).containsKeys("max-size", "local-ttl");
    }

    @Test
    void groupsOfSettingsAreMergedOneByOne() {
        CacheSpec spec = CacheSpec.unset()
                .loading(LoadSpec.UNSET.withStaleFor(Duration.ZERO))
                .hotKeys(new HotKeySpec(0, null))
                .writer(new WriterSpec(null, null, 1, null, null, null))
                .orElse(full());

        assertThat(spec.loading()).isEqualTo(full().loading().withStaleFor(Duration.ZERO));
        assertThat(spec.hotKeys()).isEqualTo(new HotKeySpec(0, Duration.ofSeconds(17)));
        assertThat(spec.writer())
                .isEqualTo(new WriterSpec(
                        WriterSpec.Mode.WRITE_BEHIND, Duration.ofSeconds(18), 1, 20, 21, Duration.ofSeconds(22)));
    }

    @Test
    void aTimeOfALoadIsSetByItself() {
        Duration time = Duration.ofSeconds(1);
        LoadSpec unset = LoadSpec.UNSET;
        assertThat(unset.withStaleFor(time)).isEqualTo(new LoadSpec(time, null, null, null, null, null, null));
        assertThat(unset.withStaleRetry(time)).isEqualTo(new LoadSpec(null, time, null, null, null, null, null));
        assertThat(unset.withFailureTtl(time)).isEqualTo(new LoadSpec(null, null, time, null, null, null, null));
        assertThat(unset.withSoftTimeout(time)).isEqualTo(new LoadSpec(null, null, null, time, null, null, null));
        assertThat(unset.withHardTimeout(time)).isEqualTo(new LoadSpec(null, null, null, null, time, null, null));
        assertThat(unset.withRefreshAhead(RefreshAhead.AUTO))
                .isEqualTo(new LoadSpec(null, null, null, null, null, RefreshAhead.AUTO, null));
        assertThat(unset.withLeaseTime(time)).isEqualTo(new LoadSpec(null, null, null, null, null, null, time));
    }

    @Test
    void tagsAreACopy() {
        List<String> tags = new ArrayList<>(List.of("#key"));
        CacheSpec spec = CacheSpec.memory().tags(tags);
        tags.clear();
        assertThat(spec.tags()).containsExactly("#key");
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
        assertThat(full()).isNotEqualTo(full().hotKeys(new HotKeySpec(16, Duration.ofSeconds(18))));
        assertThat(CacheSpec.memory()).isNotEqualTo(CacheSpec.redis());
    }
}
