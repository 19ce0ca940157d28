package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueRetrievalException;

/** Methods and loaders that are asked for many keys at once. */
abstract class BulkContract extends AnnotationsContract {

    @Test
    void aMethodOfManyKeysIsCalledWithThoseThatAreMissing() {
        Item b = catalogue.find("b");
        Map<String, Item> found = catalogue.findAll(List.of("c", "b", "a"));

        assertThat(found.keySet()).containsExactly("c", "b", "a");
        assertThat(found).containsEntry("b", b);
        assertThat(catalogue.calls()).isEqualTo(3);
        assertThat(catalogue.findAll(List.of("a", "b", "c"))).isEqualTo(found);
        assertThat(catalogue.findSet(Set.of("a", "b"))).containsOnlyKeys("a", "b");
        assertThat(catalogue.find("a")).isEqualTo(found.get("a"));
        assertThat(catalogue.calls()).isEqualTo(3);
    }

    @Test
    void aKeyThatTheMethodLeavesOutHasNoValue() {
        assertThat(catalogue.findAll(List.of("a", "none", "a", "no"))).containsOnlyKeys("a");
        assertThat(catalogue.findAll(List.of("none", "a"))).containsOnlyKeys("a");
        assertThat(catalogue.find("none")).isNull();
        assertThat(catalogue.calls()).isEqualTo(1);
        assertThat(catalogue.findAll(List.of())).isEmpty();
    }

    @Test
    void aMethodOfManyKeysThatFailsThrowsItsOwnException() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalogue.failAll(List.of("a", "b")))
                .withMessageStartingWith("no ");
        assertThat(catalogue.findAll(List.of("a"))).containsOnlyKeys("a");
    }

    @Test
    void whatCannotBeAMethodOfManyKeysSaysWhy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> catalogue.findAllByKey(List.of("a")))
                .withMessageContaining("must not have key, keyGenerator, condition, unless or sync");
        assertThatIllegalStateException()
                .isThrownBy(() -> catalogue.findAllAsList(List.of("a")))
                .withMessageContaining("must return a Map");
        assertThatIllegalStateException()
                .isThrownBy(() -> catalogue.findAllOf("shop", List.of("a")))
                .withMessageContaining("must have one parameter");
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.findAll(null));
    }

    @Test
    void aLoaderIsGivenTheMissingKeysOnce() {
        cache.put("b", new Item("b", 7));
        List<Object> asked = new ArrayList<>();

        Map<Object, Object> found = cache.getAll(List.of("a", "b", "c"), keys -> {
            asked.addAll(keys);
            return Map.of("a", new Item("a", 1));
        });

        assertThat(asked).containsExactly("a", "c");
        assertThat(found).isEqualTo(Map.of("a", new Item("a", 1), "b", new Item("b", 7)));
        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 1));
        assertThat(cache.getAll(List.of("a", "b", "c"), keys -> {
                    throw new AssertionError("nothing is missing");
                }))
                .isEqualTo(found);
        assertThatExceptionOfType(ValueRetrievalException.class)
                .isThrownBy(() -> cache.getAll(List.of("a", "d"), keys -> {
                    throw new java.io.IOException("away");
                }))
                .withCauseInstanceOf(java.io.IOException.class);
    }

    @Test
    void moreKeysThanAStoreIsAskedForTogetherAreLoadedTogether() {
        List<Object> keys =
                IntStream.range(0, 2100).<Object>mapToObj(i -> "key" + i).toList();
        Map<Object, Object> items = new HashMap<>();
        keys.forEach(key -> items.put(key, new Item(key.toString(), 1)));
        List<Collection<Object>> asked = new ArrayList<>();

        Map<Object, Object> found = cache.getAll(keys, missing -> {
            asked.add(missing);
            return items;
        });

        assertThat(found.keySet()).containsExactlyElementsOf(keys);
        assertThat(found).isEqualTo(items);
        assertThat(asked).containsExactly(keys);
    }

    @Test
    void whatManyKeysLoadedBeforeAChangeIsNotKeptAfterIt() {
        Item old = new Item("a", 1);
        for (String change : List.of("evict", "clear", "put")) {
            cache.evict("a");
            Collection<Object> loaded = cache.getAll(List.of("a", "x" + change), keys -> {
                        switch (change) {
                            case "evict" -> cache.evict("a");
                            case "clear" -> cache.clear();
                            default -> cache.put("a", new Item("a", 2));
                        }
                        return Map.of("a", old);
                    })
                    .values();
            assertThat(loaded).containsExactly(old);
            assertThat(cache.get("a", Item.class)).as(change).isEqualTo(change.equals("put") ? new Item("a", 2) : null);
        }
    }
}
