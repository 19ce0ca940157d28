package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryCacheContractTests extends CacheContract {

    @Override
    CacheSpec spec() {
        return CacheSpec.memory().maxSize(10_000).ttl(Duration.ofMinutes(10));
    }

    @Test
    void memoryKeepsTheVeryObject() {
        Item item = new Item("a", 1);
        cache.put("a", item);

        assertThat(cache.get("a", Item.class)).isSameAs(item);
    }

    @Test
    void aCacheThatWasRemovedAndCreatedAgainIsEmpty() {
        cache.put("a", 1);
        registry.remove(cache.getName());
        cache = registry.create(cache.getName(), spec());

        assertThat(cache.get("a")).isNull();
    }

    @Test
    void invalidateTellsWhetherThereWasAnything() {
        assertThat(cache.invalidate()).isFalse();
        cache.put("a", 1);
        assertThat(cache.invalidate()).isTrue();
    }
}
