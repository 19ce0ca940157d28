package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.FillRequest;
import io.leafboot.cache.ClusterMode;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.test.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.infinispan.container.entries.ImmortalCacheEntry;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.ProtocolStack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes of one process, of which the third is deaf and dumb for a while. */
@Timeout(120)
@Tag("slow")
class ReunionTests {

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final List<String> places = new ArrayList<>();
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<CacheStore> scores = new ArrayList<>();
    private final List<CacheStore> whole = new ArrayList<>();

    private void start() {
        Ports.free(5).forEach(port -> places.add("127.0.0.1:" + port));
        for (int number = 0; number < 3; number++) {
            open(node());
        }
        await().atMost(Duration.ofSeconds(60)).until(this::isOne);
    }

    /** One more, without caches. */
    private ClusterNode node() {
        String place = places.get(nodes.size());
        ClusterNode node = new ClusterNode(new ClusterSettings(
                "reunion",
                "127.0.0.1",
                Integer.parseInt(place.substring(place.indexOf(':') + 1)),
                places,
                null,
                Split.SERVE,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                1 << 20));
        nodes.add(node);
        return node;
    }

    private void open(ClusterNode node) {
        ClusterCacheType type = new ClusterCacheType(node, List.of(), scheduler, Runnable::run);
        CacheSpec spec =
                CacheSpec.cluster().maxSize(1000).ttl(Duration.ofMinutes(10)).cleanupInterval(Duration.ofSeconds(1));
        scores.add(type.create("scores", spec.copies(2).localTtl(Duration.ofMinutes(5))));
        whole.add(type.create("whole", spec.mode(ClusterMode.REPLICATED)));
    }

    private boolean isOne() {
        return scores.stream().map(CacheStore::health).allMatch(this::isWell)
                && whole.stream().map(CacheStore::health).allMatch(this::isWell);
    }

    private boolean isWell(StoreHealth health) {
        return health.details().get("cluster").equals("ok")
                && health.details().get("members").equals(scores.size());
    }

    private JChannel channel(int number) {
        JGroupsTransport transport = (JGroupsTransport)
                GlobalComponentRegistry.of(nodes.get(number).manager()).getComponent(Transport.class);
        return transport.getChannel();
    }

    private void deafen() throws Exception {
        channel(2)
                .getProtocolStack()
                .insertProtocol(new DISCARD().discardAll(true), ProtocolStack.Position.ABOVE, TP.class);
    }

    private void cut() throws Exception {
        deafen();
        List<JChannel> channels = List.of(channel(0), channel(1), channel(2));
        long next = channel(0).getView().getViewId().getId() + 1;
        View most = View.create(
                channels.get(0).address(),
                next,
                channels.get(0).address(),
                channels.get(1).address());
        View least =
                View.create(channels.get(2).address(), next, channels.get(2).address());
        install(channels.get(2), least);
        install(channels.get(0), most);
        install(channels.get(1), most);
        await().until(() -> nodes.get(0).manager().getMembers().size() == 2
                && nodes.get(2).manager().getMembers().size() == 1);
        await().until(() -> scores.get(0).health().details().get("members").equals(2)
                && scores.get(2).health().details().get("members").equals(1)
                && whole.get(2).health().details().get("members").equals(1));
    }

    private static void install(JChannel channel, View view) {
        ((GMS) channel.getProtocolStack().findProtocol(GMS.class)).installView(view);
    }

    private void heal() {
        channel(2).getProtocolStack().removeProtocol(DISCARD.class);
        await().atMost(Duration.ofSeconds(60)).until(this::isOne);
    }

    @AfterEach
    void end() {
        nodes.forEach(ClusterNode::close);
        scheduler.shutdownNow();
    }

    private static CacheEntry entry(String value) {
        return CacheEntry.of(value, null);
    }

    private static @Nullable Object value(CacheStore store, String key) {
        CacheEntry entry = store.get(key);
        return entry == null ? null : entry.get();
    }

    @Test
    void whatOnePartHasWrittenTheOtherDoesNotBringBack() throws Exception {
        start();
        for (List<CacheStore> cache : List.of(scores, whole)) {
            for (int number = 0; number < 20; number++) {
                cache.get(0).put("evicted-there" + number, entry("old"));
                cache.get(0).put("evicted-here" + number, entry("old"));
                cache.get(0).put("put-there" + number, entry("old"));
                cache.forEach(store -> store.getAll(List.of("evicted-there0", "evicted-here0", "put-there0")));
            }
        }
        cut();
        CacheStore.Fill begun = whole.get(1).beginFill("loaded", new FillRequest(FillMode.EXCLUSIVE, 1, false, null));
        for (List<CacheStore> cache : List.of(scores, whole)) {
            for (int number = 0; number < 20; number++) {
                cache.get(2).evict("evicted-there" + number);
                cache.get(0).evict("evicted-here" + number);
                cache.get(2).put("put-there" + number, entry("new"));
            }
        }
        assertThat(value(whole.get(0), "put-there1")).isEqualTo("old");
        assertThat(value(whole.get(2), "put-there1")).isEqualTo("new");

        heal();
        assertThat(begun.complete(entry("read before"))).isFalse();
        for (List<CacheStore> cache : List.of(scores, whole)) {
            for (int number = 0; number < 20; number++) {
                for (CacheStore store : cache) {
                    assertThat(value(store, "evicted-there" + number)).isNull();
                    assertThat(value(store, "evicted-here" + number)).isNull();
                    assertThat(value(store, "put-there" + number)).isIn(null, "new");
                    assertThat(value(store, "loaded")).isNull();
                }
            }
            cache.get(2).put("after", entry("kept"));
            assertThat(cache)
                    .allSatisfy(store -> assertThat(value(store, "after")).isEqualTo("kept"));
        }
    }

    /** A node that has no caches yet lets those that meet wait for it. */
    @Test
    void nodeThatJoinsWhilePartsMeetDoesNotReadWhatOneOfThemHasEvicted() throws Exception {
        start();
        for (int number = 0; number < 20; number++) {
            scores.get(0).put("k" + number, entry("old"));
            whole.get(0).put("k" + number, entry("old"));
        }
        cut();
        ClusterNode waitedFor = node();
        await().until(() -> waitedFor.manager().getMembers().size() == 3);
        for (int number = 0; number < 20; number++) {
            scores.get(0).evict("k" + number);
            whole.get(0).evict("k" + number);
        }
        await("what is left of the evicts to leave")
                .atMost(Duration.ofSeconds(15))
                .until(() ->
                        Stream.of(0, 1).allMatch(number -> size(number, "scores") == 0 && size(number, "whole") == 0));
        channel(2).getProtocolStack().removeProtocol(DISCARD.class);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nodes.stream()
                        .allMatch(node -> node.manager().getMembers().size() == 4));

        open(node());
        await("what had been evicted to come back")
                .until(() -> !held(4, "scores").isEmpty() && !held(4, "whole").isEmpty());
        for (List<CacheStore> cache : List.of(scores, whole)) {
            for (int number = 0; number < 20; number++) {
                assertThat(value(cache.get(3), "k" + number)).isNull();
                assertThat(cache.get(3).getAll(List.of("k" + number))).isEmpty();
            }
        }

        open(waitedFor);
        await().atMost(Duration.ofSeconds(60)).until(this::isOne);
        for (List<CacheStore> cache : List.of(scores, whole)) {
            for (int number = 0; number < 20; number++) {
                for (CacheStore store : cache) {
                    assertThat(value(store, "k" + number)).isNull();
                }
            }
            cache.get(3).put("after", entry("kept"));
            assertThat(cache)
                    .allSatisfy(store -> assertThat(value(store, "after")).isEqualTo("kept"));
        }
    }

    private int size(int number, String cache) {
        return nodes.get(number)
                .manager()
                .getCache(cache)
                .getAdvancedCache()
                .getDataContainer()
                .sizeIncludingExpired();
    }

    /** Keys that have a value in the engine, as a node sees it. */
    private List<String> held(int number, String cache) {
        Map<String, Stored> engine = nodes.get(number).manager().getCache(cache);
        return IntStream.range(0, 20)
                .mapToObj(key -> "k" + key)
                .filter(key -> {
                    Stored stored = engine.get(key);
                    return stored != null && stored.value.kind() != Stored.Kind.NONE;
                })
                .toList();
    }

    @Test
    void nodeThatHearsNobodyDoesNotReadWhatItHoldsLongBeforeItsClusterHasNoticed() throws Exception {
        start();
        whole.get(0).put("k", entry("old"));
        assertThat(whole).allSatisfy(store -> assertThat(value(store, "k")).isEqualTo("old"));
        deafen();
        long began = System.nanoTime();
        long[] asked = {began}; // when the last read began that saw it
        await().atMost(Duration.ofSeconds(8))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    long now = System.nanoTime();
                    if (whole.get(2).get("k") == null) {
                        return true;
                    }
                    asked[0] = now;
                    return false;
                });
        assertThat(asked[0] - began).isLessThan(Duration.ofSeconds(5).toNanos());
        assertThat(whole.get(2).beginFill("k", new FillRequest(FillMode.EXCLUSIVE, 1, false, null)))
                .satisfies(fill -> assertThat(fill.complete(entry("new"))).isFalse());
        assertThat(whole.get(2).health().status()).isEqualTo(StoreHealth.Status.DEGRADED);
        assertThat(nodes.get(0).manager().getMembers()).hasSize(3);
        assertThat(value(whole.get(0), "k")).isEqualTo("old");
        assertThat(value(whole.get(1), "k")).isEqualTo("old");

        channel(2).getProtocolStack().removeProtocol(DISCARD.class);
        await().atMost(Duration.ofSeconds(8)).until(() -> "old".equals(value(whole.get(2), "k")));
    }

    @Test
    void keyWhoseEvictFailedIsNotReadFromANearCopyEither() throws Exception {
        start();
        Address deaf = nodes.get(2).manager().getAddress();
        LocalizedCacheTopology topology = nodes.get(0)
                .manager()
                .getCache("scores")
                .getAdvancedCache()
                .getDistributionManager()
                .getCacheTopology();
        String key = IntStream.range(0, 1000)
                .mapToObj(number -> "k" + number)
                .filter(text -> !topology.isReadOwner(text)
                        && topology.getDistribution(text).readOwners().contains(deaf))
                .findFirst()
                .orElseThrow();
        scores.get(0).put(key, entry("old"));
        assertThat(value(scores.get(0), key)).isEqualTo("old");
        deafen();
        scores.get(0).evict(key);
        assertThat(value(scores.get(0), key)).isNull();
        assertThat(scores.get(0).health().details()).containsEntry("undelivered", 1);
    }

    @Test
    void marksThatDifferMergeToOneThatNobodyHasHad() {
        ImmortalCacheEntry one = new ImmortalCacheEntry("c:scores", 1L);
        ImmortalCacheEntry two = new ImmortalCacheEntry("c:scores", 2L);
        ImmortalCacheEntry both = new ImmortalCacheEntry("c:scores", 3L);
        assertThat(merged(one, two)).isEqualTo(merged(two, one)).isNotIn(0L, 1L, 2L, 3L);
        assertThat(merged(one, two, both)).isNotIn(0L, 1L, 2L, 3L, merged(one, two));
        assertThat(merged(one, one)).isEqualTo(1L);
        assertThat(merged(null, one)).isEqualTo(1L);
    }

    @Test
    void ofErasTheLaterStays() {
        assertThat(merged(new ImmortalCacheEntry("era", 5L << 32), new ImmortalCacheEntry("era", 7L << 32)))
                .isEqualTo(7L << 32);
    }

    @Test
    void oneWhoHasJoinedBelievesWhoHasSeenAsMuchAndIsInNoLaterEra() {
        Word word = Word.read(new Word(Word.State.ONE, 7, 5).write());
        assertThat(word.knows(7, 5)).isTrue();
        assertThat(word.knows(8, 5)).as("parts may have met in view 8").isFalse();
        assertThat(word.knows(7, 4)).as("the new era is not known here").isFalse();
        assertThat(new Word(Word.State.APART, 7, 5).knows(7, 5)).isFalse();
        assertThat(new Word(Word.State.APART, 7, 5).isNew(7)).isFalse();
        assertThat(new Word(Word.State.NEW, 7, 5).knows(7, 5)).isFalse();
        assertThat(new Word(Word.State.NEW, 7, 5).isNew(7)).isTrue();
        assertThat(new Word(Word.State.NEW, 7, 5).isNew(8)).isFalse();
        assertThat(Word.read(null).isNew(8))
                .as("a node without caches holds nothing")
                .isTrue();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object merged(@Nullable ImmortalCacheEntry preferred, ImmortalCacheEntry... others) {
        return MarkTable.merged((org.infinispan.container.entries.CacheEntry) preferred, (List) List.of(others))
                .getValue();
    }

    @Test
    void cacheIsSettledWhenAllWhoHaveItSaySo() {
        assertThat(Topologies.isSettled(List.of("7 2", "7 2"))).isTrue();
        assertThat(Topologies.isSettled(List.of("7 1", "8 1"))).isFalse();
        assertThat(Topologies.isSettled(List.of("7 2", "7 2", "7 2"))).isFalse();
        assertThat(Topologies.isSettled(List.of("moving", "moving"))).isFalse();
    }
}
