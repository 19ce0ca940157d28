package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.source.CacheSources;
import io.leafboot.cache.test.CacheMember;
import io.leafboot.cache.test.ClusterNodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that the owner of a key does not answer. */
@Timeout(60)
class FailedWritesTests {

    private static ClusterNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new ClusterNodes(2, Duration.ofMillis(1000), number -> CacheSources.NONE);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** Neither from a copy near by, nor from the cluster, before that was made up for; see {@link ClusterWrites}. */
    @ParameterizedTest
    @ValueSource(strings = {"evict", "evictAll", "evictByText", "put", "putAll", "clear"})
    void aFailedWriteIsNotFollowedByTheOlderValue(String write) throws Exception {
        String name = "failed-" + write;
        List<NamedCache> caches = nodes.cache(
                name,
                CacheSpec.cluster()
                        .copies(1)
                        .ttl(Duration.ofMinutes(10))
                        .maxSize(1000)
                        .localTtl(Duration.ofMinutes(5)));
        NamedCache writer = caches.get(0);
        NamedCache owner = caches.get(1);
        String key = Place.keyOwnedBy(nodes, name, nodes.get(1));
        awaitTrust(name);
        Awaitility.await("a copy near by, which a node that has just not been heard from neither gives nor takes")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    owner.put(key, "old");
                    long hits = hitsNearBy(writer);
                    return "old".equals(writer.get(key, String.class))
                            && "old".equals(writer.get(key, String.class))
                            && hitsNearBy(writer) == hits + 1;
                });
        long errors = writer.statistics().errors();

        DISCARD away = new DISCARD().discardAll(true);
        ProtocolStack stack = stack(nodes.get(1));
        stack.insertProtocol(away, ProtocolStack.Position.ABOVE, TP.class);
        try {
            switch (write) {
                case "evict" -> writer.evict(key);
                case "evictAll" -> writer.evictAll(List.of(key));
                case "evictByText" -> writer.evictByText(key);
                case "put" -> writer.put(key, "new");
                case "putAll" -> writer.putAll(Map.of(key, "new"));
                default -> writer.clear();
            }
            assertThat(writer.get(key)).isNull();
            assertThat(writer.statistics().errors()).isGreaterThan(errors);
        } finally {
            away.discardAll(false);
            stack.removeProtocol(DISCARD.class);
        }
        Awaitility.await("what failed to be made up for")
                .atMost(Duration.ofSeconds(30))
                .until(() -> writer.statistics().levels().get(1).undelivered() == 0);
        assertThat(owner.get(key)).isNull();
        assertThat(writer.get(key)).isNull();
        awaitTrust(name);
        assertThat(owner.get(key)).isNull();
        assertThat(writer.get(key)).isNull();
        Awaitility.await("owner, which trusts for less than a second here and may just not have been heard from")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    writer.put(key, "newer"); // again, for one that failed is made up for by an evict
                    return "newer".equals(owner.get(key, String.class));
                });
    }

    private static long hitsNearBy(NamedCache cache) {
        return cache.statistics().levels().get(0).hits();
    }

    /** What was not heard from lately reads nothing. */
    private static void awaitTrust(String cache) {
        Awaitility.await("nodes that hear from each other")
                .atMost(Duration.ofSeconds(30))
                .until(() -> List.of(nodes.get(0), nodes.get(1)).stream()
                        .allMatch(node -> node.registry().health(cache).status() == StoreHealth.Status.UP));
    }

    private static ProtocolStack stack(CacheMember member) {
        JGroupsTransport transport = (JGroupsTransport)
                GlobalComponentRegistry.of(member.node().manager()).getComponent(Transport.class);
        return transport.getChannel().getProtocolStack();
    }
}
