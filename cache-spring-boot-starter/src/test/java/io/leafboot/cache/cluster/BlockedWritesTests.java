package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.source.CacheSources;
import io.leafboot.cache.test.CacheMember;
import io.leafboot.cache.test.ClusterNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that another one cannot reach, while both reach a third. */
@Timeout(90)
class BlockedWritesTests {

    private static ClusterNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new ClusterNodes(3, Duration.ofMillis(1000), number -> CacheSources.NONE);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** Keys of the one that cannot be reached hold up nobody else's; see {@link FailedWrites}. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keysOfNodesThatAreReachedDoNotWaitForOthers(boolean near) throws Exception {
        String name = "blocked-" + near;
        CacheSpec spec =
                CacheSpec.cluster().copies(1).ttl(Duration.ofMinutes(10)).maxSize(10_000);
        NamedCache writer = nodes.cache(name, near ? spec.localTtl(Duration.ofMinutes(5)) : spec)
                .get(0);
        List<String> all = new ArrayList<>();
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            all.add("k" + i);
            if (Place.of(nodes, name, "k" + i).owner(0).equals(nodes.get(2))) {
                reached.add("k" + i);
            }
        }
        all.forEach(key -> writer.put(key, "old"));
        assertThat(there(name, reached)).isGreaterThan(100);

        ignore(nodes.get(0), nodes.get(1));
        ignore(nodes.get(1), nodes.get(0));
        try {
            writer.evictAll(all);
            Awaitility.await("keys of the node that is reached")
                    .atMost(Duration.ofSeconds(5)) // the other one is still a member
                    .untilAsserted(() -> assertThat(there(name, reached)).isZero());
            assertThat(undelivered(writer)).isPositive();
        } finally {
            stack(nodes.get(0)).removeProtocol(DISCARD.class);
            stack(nodes.get(1)).removeProtocol(DISCARD.class);
        }
        Awaitility.await("what failed to be made up for")
                .atMost(Duration.ofSeconds(30))
                .until(() -> undelivered(writer) == 0);
        assertThat(there(name, all)).isZero();
    }

    private static long undelivered(NamedCache cache) {
        List<CacheStatistics.Level> levels = cache.statistics().levels();
        return levels.get(levels.size() - 1).undelivered();
    }

    /** How many of the keys have a value where they are held: what a reader there would see. */
    private static long there(String cache, List<String> keys) {
        return keys.stream()
                .filter(key -> nodes.all().stream().anyMatch(node -> has(node, cache, key)))
                .count();
    }

    private static boolean has(CacheMember node, String cache, String key) {
        var entry = Place.engine(node, cache).getDataContainer().peek(key);
        return entry != null && ((Stored) entry.getValue()).value.kind() != Stored.Kind.NONE;
    }

    private static void ignore(CacheMember by, CacheMember ignored) throws Exception {
        DISCARD away = new DISCARD().addIgnoreMember(channel(ignored).getAddress());
        stack(by).insertProtocol(away, ProtocolStack.Position.ABOVE, TP.class);
    }

    private static ProtocolStack stack(CacheMember member) {
        return channel(member).getProtocolStack();
    }

    private static JChannel channel(CacheMember member) {
        JGroupsTransport transport = (JGroupsTransport)
                GlobalComponentRegistry.of(member.node().manager()).getComponent(Transport.class);
        return transport.getChannel();
    }
}
