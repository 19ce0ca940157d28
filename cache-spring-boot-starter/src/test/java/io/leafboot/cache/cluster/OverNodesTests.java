package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.ClusterMode;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.OnError;
import io.leafboot.cache.test.CacheMember;
import io.leafboot.cache.test.ClusterNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** Entries over three nodes. */
@Timeout(60)
class OverNodesTests {

    private static ClusterNodes nodes;

    private final String name = "over-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        nodes = new ClusterNodes(3);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static CacheSpec spec() {
        return CacheSpec.cluster().ttl(Duration.ofMinutes(10)).maxSize(10_000).onError(OnError.PROPAGATE);
    }

    private static Object valueOf(NamedCache cache, Object key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private static NamedCache at(CacheMember member, String cache) {
        return member.registry().cache(cache);
    }

    private static long sizeAt(CacheMember member, String cache) {
        return Place.engine(member, cache).getDataContainer().size();
    }

    /** After those that moved about. */
    private void awaitSizes(long... sizes) {
        await("sizes")
                .untilAsserted(() -> assertThat(nodes.all().stream().map(member -> sizeAt(member, name)))
                        .containsExactly(java.util.Arrays.stream(sizes).boxed().toArray(Long[]::new)));
    }

    // Copies

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatOneWritesAllSeeAndItIsThereAsOftenAsItIsToBe(int copies) {
        List<NamedCache> caches = nodes.cache(name, spec().copies(copies));
        for (int key = 0; key < 30; key++) {
            caches.get(key % 3).put(key, "first " + key);
            caches.get((key + 1) % 3).put(key, "value " + key);
        }
        for (NamedCache cache : caches) {
            for (int key = 0; key < 30; key++) {
                assertThat(valueOf(cache, key)).isEqualTo("value " + key);
            }
        }
        await("those that moved about")
                .untilAsserted(() -> assertThat(nodes.all().stream()
                                .mapToLong(member -> sizeAt(member, name))
                                .sum())
                        .isEqualTo(30L * copies));

        for (int key = 0; key < 30; key++) {
            assertThat(caches.get(key % 3).evictIfPresent(key)).isTrue();
            for (NamedCache cache : caches) {
                assertThat(cache.get(key)).isNull();
            }
        }
    }

    /** It may have been evicted there, and what says so been lost as well. */
    @Test
    void aLoadDoesNotBringBackWhatTheFirstOwnerHasNoLonger() {
        List<NamedCache> caches = nodes.cache(
                name,
                spec().copies(2)
                        .ttl(Duration.ofMillis(100))
                        .loading(LoadSpec.UNSET.withStaleFor(Duration.ofMinutes(10))));
        caches.get(0).put("k", "old");
        await("the end of its time").until(() -> caches.get(0).get("k") == null);
        await("copies that have moved about")
                .until(() -> nodes.all().stream()
                                .mapToLong(member -> sizeAt(member, name))
                                .sum()
                        == 2);
        Place place = Place.of(nodes, name, "k");
        place.lostAt(place.owner(0));

        Object[] during = new Object[1];
        Object loaded = at(place.owner(1), name).get("k", () -> {
            during[0] = Place.engine(place.owner(0), name)
                    .getDataContainer()
                    .get("k")
                    .getValue();
            return "new";
        });

        assertThat(loaded).isEqualTo("new");
        assertThat(((Stored) during[0]).value.kind()).isEqualTo(Stored.Kind.NONE);
    }

    @Test
    void aReplicatedCacheIsEverywhere() {
        List<NamedCache> caches = nodes.cache(name, spec().mode(ClusterMode.REPLICATED));
        for (int key = 0; key < 30; key++) {
            caches.get(key % 3).put(key, "value " + key);
        }
        awaitSizes(30, 30, 30);
        caches.get(1).evict(7);
        for (NamedCache cache : caches) {
            assertThat(valueOf(cache, 7)).isNull();
            assertThat(valueOf(cache, 8)).isEqualTo("value 8");
        }
        caches.get(2).clear();
        caches.forEach(cache -> assertThat(cache.get(8)).isNull());
    }

    @Test
    void aNodeThatJoinsHasItsPartAndOneThatLeavesTakesNothingWithIt() {
        try (ClusterNodes own = new ClusterNodes(2)) {
            List<NamedCache> caches = new ArrayList<>(own.cache(name, spec().copies(2)));
            Map<Object, Object> entries = new LinkedHashMap<>();
            IntStream.range(0, 300).forEach(key -> entries.put(key, "value " + key));
            caches.get(0).putAll(entries);
            CacheMember third = own.join();
            NamedCache there = third.cache(name, spec().copies(2));
            assertThat(there.getAll(entries.keySet())).isEqualTo(entries);
            await("its part").until(() -> sizeAt(third, name) > 100);
            await("the parts of the others")
                    .until(() -> own.all().stream()
                                    .mapToLong(member -> sizeAt(member, name))
                                    .sum()
                            == 600);
            own.leave(own.get(0));
            assertThat(there.getAll(entries.keySet())).isEqualTo(entries);
            assertThat(caches.get(1).getAll(entries.keySet())).isEqualTo(entries);
        }
    }

    // Bounds

    @Test
    void noNodeHoldsMoreThanItsBound() {
        List<NamedCache> caches = nodes.cache(name, spec().maxSize(100).copies(2));
        for (int from = 0; from < 1000; from += 100) {
            Map<Object, Object> some = new LinkedHashMap<>();
            IntStream.range(from, from + 100).forEach(key -> some.put(key, key));
            caches.get(from / 100 % 3).putAll(some);
        }
        for (CacheMember member : nodes.all()) {
            await("bound").until(() -> sizeAt(member, name) <= 100);
            assertThat(sizeAt(member, name)).isGreaterThan(50);
            assertThat(at(member, name).statistics().evictions()).isPositive();
        }
    }

    /** A removal would find nothing to remove at the first owner, and end there. */
    @Test
    void anEvictReachesACopyThoughTheFirstOwnerLostTheEntry() {
        List<NamedCache> caches = nodes.cache(name, spec().copies(2));
        for (int i = 0; i < 30; i++) {
            String key = "key-" + i;
            caches.get(0).put(key, "value");
            Place place = Place.of(nodes, name, key);
            place.lostAt(place.owner(0));
            assertThat(valueOf(at(place.owner(1), name), key)).isEqualTo("value");

            switch (i % 5) {
                case 0 -> at(place.stranger(), name).evict(key);
                case 1 -> at(place.owner(0), name).evict(key);
                case 2 -> at(place.owner(1), name).evict(key);
                case 3 -> at(place.owner(0), name).evictAll(List.of(key));
                default -> at(place.owner(1), name).evictByText(key);
            }
            for (NamedCache cache : caches) {
                assertThat(valueOf(cache, key)).as("key " + i).isNull();
            }
        }
    }

    /** A node that holds a copy reads no other; one that lost it must not take that for the whole truth. */
    @Test
    void aCopyThatWasLostIsAMissThatLoadsNothingAndPutsNothing() {
        List<NamedCache> caches = nodes.cache(name, spec().copies(2));
        for (int i = 0; i < 30; i++) {
            String key = "key-" + i;
            caches.get(0).put(key, "value");
            Place place = Place.of(nodes, name, key);
            place.lostAt(place.owner(1));
            NamedCache copy = at(place.owner(1), name);

            if (i % 2 == 0) {
                assertThat(copy.get(key, () -> "loaded")).isEqualTo("value");
            } else {
                ValueWrapper present = copy.putIfAbsent(key, "put");
                assertThat(present).isNotNull();
                assertThat(present.get()).isEqualTo("value");
            }
            assertThat(copy.statistics().errors()).isZero();
        }
    }

    /** What a copy still has cannot be replaced at the first owner, which has nothing to compare with it. */
    @Test
    void whatTheFirstOwnerLostKeepsNoLoadAndNoPutOut() {
        List<NamedCache> caches = nodes.cache(name, spec().copies(2));
        for (int i = 0; i < 10; i++) {
            String key = "key-" + i;
            caches.get(0).put(key, "value");
            caches.get(0).evict(key);
            Place place = Place.of(nodes, name, key);
            place.lostAt(place.owner(0));
            NamedCache copy = at(place.owner(1), name);
            if (i % 2 == 0) {
                assertThat(copy.get(key, () -> "new")).isEqualTo("new");
            } else {
                assertThat(copy.putIfAbsent(key, "new")).isNull();
            }
            for (NamedCache cache : caches) {
                assertThat(valueOf(cache, key)).isEqualTo("new");
            }
            assertThat(copy.statistics().errors()).isZero();
        }
    }

    @Test
    void aLeaseThatACopyLostIsReleased() {
        List<NamedCache> caches = nodes.cache(name, spec().copies(2).cacheNulls(false));
        for (int i = 0; i < 10; i++) {
            String key = "key-" + i;
            Place place = Place.of(nodes, name, key);
            NamedCache copy = at(place.owner(1), name);
            copy.<String>get(key, () -> {
                place.lostAt(place.owner(1));
                return null; // which is not kept
            });
            long began = System.nanoTime();
            assertThat(at(place.stranger(), name).get(key, () -> "value")).isEqualTo("value");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8)); // of 10
        }
        assertThat(caches)
                .allSatisfy(cache -> assertThat(cache.statistics().errors()).isZero());
    }

    // Times

    @Test
    void timeToLiveEndsOnAllNodes() {
        List<NamedCache> caches = nodes.cache(name, spec());
        long put = System.nanoTime(); // or later
        caches.get(0).put("brief", "value", Duration.ofMillis(1500));
        caches.get(0).put("long", "value");
        List<Object> soon =
                caches.stream().map(cache -> valueOf(cache, "brief")).toList();
        if (System.nanoTime() - put < Duration.ofSeconds(1).toNanos()) {
            assertThat(soon).containsOnly("value");
        }
        await("end").until(() -> caches.stream().allMatch(cache -> cache.get("brief") == null));
        caches.forEach(cache -> assertThat(valueOf(cache, "long")).isEqualTo("value"));
    }

    @Test
    void whatNobodyReadsOnAnyNodeIsIdle() {
        List<NamedCache> caches = nodes.cache(name, spec().idleTtl(Duration.ofMillis(1500)));
        long put = System.nanoTime(); // or later
        for (int key = 0; key < 20; key++) {
            caches.get(0).put(key, "value");
        }
        long[] round = {put}; // when the last one began
        long[] first = {put};
        await("reads")
                .atMost(Duration.ofSeconds(50))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    long began = System.nanoTime();
                    List<Object> read = IntStream.range(0, 10)
                            .mapToObj(key -> valueOf(caches.get(key % 3), key))
                            .toList();
                    if (System.nanoTime() - round[0] < Duration.ofSeconds(1).toNanos()) {
                        assertThat(read).containsOnly("value");
                    } else { // some may have been idle meanwhile
                        began = System.nanoTime();
                        first[0] = began;
                        IntStream.range(0, 10).forEach(key -> caches.get(0).put(key, "value"));
                    }
                    round[0] = began;
                    return began - first[0] > Duration.ofSeconds(4).toNanos();
                });
        for (int key = 10; key < 20; key++) {
            assertThat(valueOf(caches.get(key % 3), key)).isNull();
        }
    }

    // All at once

    @Test
    void clearAndTagsConcernAllNodesAtOnce() {
        List<NamedCache> caches = nodes.cache(name, spec().tags(List.of("'of ' + #key % 2")));
        for (int round = 0; round < 10; round++) {
            for (int key = 0; key < 10; key++) {
                caches.get(key % 3).put(key, "value");
            }
            caches.get(round % 3).evictByTag("of 1");
            for (int key = 0; key < 10; key++) {
                assertThat(valueOf(caches.get((key + round) % 3), key)).isEqualTo(key % 2 == 0 ? "value" : null);
            }
            caches.get(round % 3).clear();
            for (int key = 0; key < 10; key++) {
                assertThat(valueOf(caches.get((key + round) % 3), key)).isNull();
            }
        }
    }

    @Test
    void aNodeThatJoinsKnowsOfClears() {
        try (ClusterNodes own = new ClusterNodes(1)) {
            NamedCache first = own.get(0).cache(name, spec());
            first.put("old", "value");
            first.clear();
            first.put("new", "value");
            NamedCache second = own.join().cache(name, spec());
            assertThat(valueOf(second, "old")).isNull();
            assertThat(valueOf(second, "new")).isEqualTo("value");
            second.put("newer", "value");
            assertThat(valueOf(first, "newer")).isEqualTo("value");
        }
    }

    @Test
    void keysOfAllNodesComeInOneOrderAndOnce() {
        List<NamedCache> caches = nodes.cache(name, spec().copies(2));
        List<String> expected =
                IntStream.range(0, 300).mapToObj(i -> String.format("k%03d", i)).toList();
        for (int node = 0; node < 3; node++) {
            Map<Object, Object> some = new LinkedHashMap<>();
            expected.subList(100 * node, 100 * node + 100).forEach(key -> some.put(key, 1));
            caches.get(node).putAll(some);
        }
        caches.get(0).put("other", 0);
        caches.get(1).put("k000", 1);
        caches.get(2).evict("k299");
        for (NamedCache cache : caches) {
            assertThat(cache.keys(KeyRange.prefix("k", 1000))).isEqualTo(expected.subList(0, 299));
            assertThat(cache.keys(KeyRange.prefix("k", 20))).isEqualTo(expected.subList(0, 20));
            assertThat(cache.keys(KeyRange.between("k100", "k110", 1000))).isEqualTo(expected.subList(100, 110));
        }
    }

    @Test
    void bulkIsAsOneByOne() {
        List<NamedCache> caches = nodes.cache(name, spec());
        Map<Object, Object> entries = new LinkedHashMap<>();
        IntStream.range(0, 1200).forEach(i -> entries.put(i, "value " + i));
        caches.get(0).putAll(entries);
        for (NamedCache cache : caches) {
            assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
        }
        List<Object> some = List.copyOf(entries.keySet()).subList(0, 1100);
        caches.get(1).evictAll(some);
        assertThat(caches.get(2).getAll(entries.keySet())).hasSize(100).doesNotContainKeys(some.toArray());
        Map<Object, Object> loaded = caches.get(2).getAll(some, missing -> {
            Map<Object, Object> values = new LinkedHashMap<>();
            missing.forEach(key -> values.put(key, "loaded"));
            return values;
        });
        assertThat(loaded).hasSize(1100).containsValue("loaded");
        assertThat(caches.get(0).getAll(some)).isEqualTo(loaded);
    }

    // Values

    /** What can be changed. */
    static final class Basket {
        public List<String> goods = new ArrayList<>();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyChangesWhatOthersRead(boolean near) {
        CacheSpec spec = near ? spec().localTtl(Duration.ofMinutes(1)) : spec();
        List<NamedCache> caches = nodes.cache(name, spec.copies(2));
        Basket mine = new Basket();
        mine.goods.add("bread");
        caches.get(0).put("basket", mine);
        mine.goods.add("mine alone");
        for (int round = 0; round < 2; round++) {
            for (NamedCache cache : caches) {
                Basket read = cache.get("basket", Basket.class);
                assertThat(read).isNotNull();
                assertThat(read.goods).containsExactly("bread");
                read.goods.clear();
            }
        }
    }

    @Test
    void whatIsTooLongIsNotKeptAndTakesTheOlderWithIt() {
        List<NamedCache> caches = nodes.cache(name, spec());
        caches.get(0).put("key", "value");
        caches.get(1).put("key", "x".repeat(2 << 20));
        caches.forEach(cache -> assertThat(cache.get("key")).isNull());
        assertThat(caches.get(1).statistics().errors()).isEqualTo(1);
    }

    @Test
    void aClassThatIsNotKnownHereIsAMissAndIsWrittenOver() {
        NamedCache knows = nodes.get(0).cache(name, spec());
        NamedCache other = nodes.get(1).cache(name, spec());
        knows.put("basket", new Basket());
        assertThat(knows.get("basket")).isNotNull();
        assertThat(other.get("basket")).isNull();
        assertThat(other.get("basket", () -> "loaded")).isEqualTo("loaded");
        assertThat(valueOf(knows, "basket")).isEqualTo("loaded");
        assertThat(other.statistics().errors()).isZero();
    }
}
