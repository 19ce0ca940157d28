package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.cluster.TestNodes.Running;
import io.leafboot.cache.test.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.Protocol;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.MessageBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Nodes join, see each other come and go, and say what keeps them from it. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class ClusterNodeTests {

    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.leafboot.cache");

    @BeforeAll
    static void hearEverything() {
        OURS.setLevel(Level.INFO);
    }

    @AfterAll
    static void asBefore() {
        OURS.setLevel(null);
    }

    @Test
    void nodesTalkByTheProtocolsThatWereChosenAndNoOthers() throws Exception {
        try (TestNodes nodes = new TestNodes(1)) {
            ProtocolStack stack = stack(nodes.start(0));
            assertThat(stack.getProtocols())
                    .extracting(protocol -> protocol.getClass().getSimpleName())
                    .containsExactly(
                            "FRAG4",
                            "MFC",
                            "UFC",
                            "GMS",
                            "STABLE",
                            "UNICAST3",
                            "NAKACK2",
                            "VERIFY_SUSPECT2",
                            "FD_ALL3",
                            "MERGE3",
                            "DNS_PING",
                            "RED",
                            "TCP");
            TCP tcp = (TCP) stack.getTransport();
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            assertThat(tcp.getBindAddr()).isEqualTo(loopback);
            assertThat(tcp.getClientBindAddr()).isEqualTo(loopback);
            assertThat(tcp.getPortRange()).isZero();
            assertThat(tcp.enableSuspectEvents()).isTrue();
            assertThat(tcp.getMaxLength()).isEqualTo(4 << 20);
            assertThat(tcp.getDiagnosticsHandler().isEnabled()).isFalse();
            assertThat(tcp.supportsMulticasting()).isFalse();
            assertThat(stack.<MERGE3>findProtocol(MERGE3.class).getMaxInterval())
                    .isEqualTo(5000);
            assertThat(stack.<FD_ALL3>findProtocol(FD_ALL3.class).getTimeout()).isEqualTo(10_000);
            assertThat(stack.<VERIFY_SUSPECT2>findProtocol(VERIFY_SUSPECT2.class)
                            .getTimeout())
                    .isEqualTo(500);
            assertThat(tcp.tcpNodelay()).isTrue();
            assertThat(stack.<GMS>findProtocol(GMS.class).getJoinTimeout()).isEqualTo(500);
        }
    }

    @Test
    void nodesSeeEachOtherJoinAndLeave(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(2)) {
            Running first = nodes.start(0);
            Running second = nodes.start(1);
            TestNodes.awaitMembers(2, List.of(first, second));
            ClusterMember one = new ClusterMember("127.0.0.1:" + nodes.port(0), "127.0.0.1:" + nodes.port(0));
            ClusterMember two = new ClusterMember("127.0.0.1:" + nodes.port(1), "127.0.0.1:" + nodes.port(1));
            await().untilAsserted(() -> {
                assertThat(first.events)
                        .contains(
                                new ClusterEvent.Joined("test", List.of(one)),
                                new ClusterEvent.MemberJoined("test", two, 2));
                assertThat(second.events).contains(new ClusterEvent.Joined("test", List.of(one, two)));
            });
            assertThat(first.node.figures().coordinator()).isTrue();
            assertThat(second.node.figures().coordinator()).isFalse();
            assertThat(second.node.status().members())
                    .containsExactly(
                            new ClusterStatus.Member(one, false, true), new ClusterStatus.Member(two, true, false));

            second.close();
            await().untilAsserted(
                            () -> assertThat(first.events).contains(new ClusterEvent.MemberLeft("test", two, true, 1)));
            assertThat(first.node.figures().views()).isEqualTo(2);
            assertThat(output)
                    .contains("Node " + two.name() + " joined cluster 'test'; nodes now: 2")
                    .contains("Node " + two.name() + " left cluster 'test'; nodes now: 1");
            assertThat(second.node.status()).isNull();
            assertThat(second.node.figures().members()).isZero();
        }
    }

    @Test
    void nodesOfAnotherClusterAreStrangers() {
        try (TestNodes nodes = new TestNodes(2)) {
            Running first = nodes.start(0);
            nodes.name = "other";
            Running second = nodes.start(1);
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> first.members() == 1 && second.members() == 1);
        }
    }

    /** Else it would begin a cluster of its own, and when the two meet what both hold would be put out of date. */
    @Test
    void aNodeThatTakesItsTimeToAnswerIsJoinedAllTheSame() throws Exception {
        try (TestNodes nodes = new TestNodes(2)) {
            Running first = nodes.start(0);
            ProtocolStack stack = stack(first);
            stack.insertProtocol(new Busy(stack.getChannel().getAddress()), ProtocolStack.Position.ABOVE, TCP.class);
            Running second = nodes.start(1);
            TestNodes.awaitMembers(2, List.of(first, second));
            assertThat(first.node.figures().merges()).isZero();
            assertThat(second.node.figures().merges()).isZero();
        }
    }

    /** Holds up what comes, for a second from the first of another node on. */
    private static final class Busy extends Protocol {

        private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

        private final AtomicLong until = new AtomicLong();
        private final Address own;

        Busy(Address own) {
            this.own = own;
        }

        @Override
        public Object up(Message message) {
            hold(message.getSrc());
            return up_prot.up(message);
        }

        @Override
        public void up(MessageBatch batch) {
            hold(batch.sender());
            up_prot.up(batch);
        }

        private void hold(Address from) {
            if (own.equals(from)) {
                return;
            }
            until.compareAndSet(0, System.nanoTime() + NANOS);
            long left = until.get() - System.nanoTime();
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = until.get() - System.nanoTime();
            }
        }
    }

    @Test
    void partsThatTheNetworkKeptApartMeetAgain() throws Exception {
        try (TestNodes nodes = new TestNodes(2)) {
            List<Running> both = nodes.startAll();
            DISCARD wall = new DISCARD().discardAll(true);
            ProtocolStack stack = stack(both.get(1));
            stack.insertProtocol(wall, ProtocolStack.Position.ABOVE, TCP.class);
            TestNodes.awaitMembers(1, both);
            await().untilAsserted(() -> assertThat(both.get(0).told(ClusterEvent.MemberLeft.class))
                    .singleElement()
                    .satisfies(left -> assertThat(left.graceful()).isFalse()));

            wall.discardAll(false);
            TestNodes.awaitMembers(2, both);
            await().untilAsserted(() -> assertThat(both).allSatisfy(node -> {
                assertThat(node.told(ClusterEvent.Merged.class))
                        .singleElement()
                        .satisfies(event -> assertThat(event.parts()).hasSize(2));
                assertThat(node.node.figures().merges()).isEqualTo(1);
            }));
        }
    }

    @Test
    void aNodeThatFindsNobodySaysSoAndMayBeTheFirst(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(2)) {
            Running first = nodes.start(0);
            assertThat(output)
                    .contains("WARN")
                    .contains("This node is alone in cluster 'test': no other was found at [127.0.0.1:" + nodes.port(1)
                            + "]. If there are others: do they run");
            assertThat(first.node.health().status()).isEqualTo(StoreHealth.Status.UP);
            assertThat(first.node.health().details())
                    .containsKeys("alone", "seeds")
                    .containsEntry("members", 1);
            nodes.start(1);
            TestNodes.awaitMembers(2, List.of(first));
            assertThat(first.node.health().details()).doesNotContainKeys("alone", "seeds");
        }
    }

    @Test
    void aNodeWhoseSeedsNameNobodyElseIsNotWarnedOf(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(1)) {
            nodes.start(0);
            nodes.make(nodes.settings(0)).join();
            assertThat(output).doesNotContain("is alone");
        }
    }

    @Test
    void untilThereWereEnoughNodesTheNodeIsDown(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(2)) {
            nodes.initialSize = 2;
            Running first = nodes.start(0);
            assertThat(first.node.health().status()).isEqualTo(StoreHealth.Status.DOWN);
            assertThat(first.node.health().details())
                    .containsEntry("initialSize", 2)
                    .containsEntry("members", 1);
            assertThat(output).doesNotContain("asks for");
            Running second = nodes.start(1);
            await().until(() -> first.node.health().status() == StoreHealth.Status.UP);
            assertThat(second.node.health().status()).isEqualTo(StoreHealth.Status.UP);
            assertThat(output).contains("Cluster 'test' has the 2 nodes that cache.cluster.initial-size asks for");
            second.close();
            await().until(() -> first.members() == 1);
            assertThat(first.node.health().status()).as("once was enough").isEqualTo(StoreHealth.Status.UP);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheSetting() throws Exception {
        ServerSocket taken = new ServerSocket(Ports.free(), 1, InetAddress.getByName("127.0.0.1"));
        try (TestNodes nodes = new TestNodes(1)) {
            Running node = nodes.make(nodes.settings(taken.getLocalPort()));
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatExceptionOfType(InvalidCacheSpecException.class)
                        .isThrownBy(node::join)
                        .withMessage("cache.cluster.bind is '127.0.0.1:" + taken.getLocalPort()
                                + "', where another process listens already. Set cache.cluster.bind to a port that is"
                                + " free; nodes on one machine need one each.");
            }
            taken.close();
            node.join();
            assertThat(node.members()).isEqualTo(1);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsSaidWithTheSetting() {
        try (ClusterNode node = new ClusterNode(settings("192.0.2.1"))) {
            assertThatExceptionOfType(InvalidCacheSpecException.class)
                    .isThrownBy(node::manager)
                    .withMessageStartingWith(
                            "cache.cluster.bind is '192.0.2.1:0', which is not an address of this machine.");
        }
    }

    @Test
    void nodesMeetOverVersionSixToo() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
            Assumptions.assumeTrue(probe.isBound());
        } catch (java.io.IOException ex) {
            Assumptions.abort("no IPv6 here");
        }
        int port = Ports.free();
        try (ClusterNode first = new ClusterNode(six(port, "[::1]:" + port));
                ClusterNode second = new ClusterNode(six(0, "[::1]:" + port))) {
            first.manager();
            second.manager();
            await().until(() -> first.figures().members() == 2);
            assertThat(second.status().members().get(0).address()).isEqualTo("[0:0:0:0:0:0:0:1]:" + port);
        }
    }

    @Test
    void aNodeThatHasLeftComesBackOnlyWhenItIsStartedAgain() {
        try (TestNodes nodes = new TestNodes(1)) {
            Running node = nodes.start(0);
            node.node.stop();
            assertThatExceptionOfType(CacheStoreException.class)
                    .isThrownBy(node::join)
                    .withMessageContaining("has left cluster 'test'");
            node.node.start();
            node.join();
            assertThat(node.members()).isEqualTo(1);
        }
    }

    @Test
    void aListenerThatFailsHarmsNobody(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(1)) {
            Running node = nodes.make(nodes.settings(0));
            ClusterNode other = new ClusterNode(nodes.settings(0));
            other.addListener(event -> {
                throw new IllegalStateException("broken");
            });
            other.addListener(node.events::add);
            try (other) {
                other.manager();
                await().until(() -> !node.events.isEmpty());
                assertThat(output).contains("A listener failed with Joined");
            }
        }
    }

    @Test
    void aCacheThatDoesNotGetItsPartInTimeSaysWhatToLookAt() throws Exception {
        try (TestNodes nodes = new TestNodes(2)) {
            Running first = nodes.start(0);
            Running second = nodes.start(1);
            TestNodes.awaitMembers(2, List.of(first, second));
            EmbeddedCacheManager engine = second.node.manager();
            ConfigurationBuilder brief = new ConfigurationBuilder();
            brief.clustering()
                    .cacheMode(CacheMode.DIST_SYNC)
                    .remoteTimeout(500)
                    .stateTransfer()
                    .timeout(1000);
            DISCARD wall = new DISCARD().discardAll(true);
            ProtocolStack stack = stack(first);
            stack.insertProtocol(wall, ProtocolStack.Position.ABOVE, TCP.class);
            assertThatExceptionOfType(CacheStoreException.class)
                    .isThrownBy(() -> EngineCaches.open(engine, "scores", brief.build()))
                    .withMessageStartingWith(
                            "Cache 'scores' did not get its part of the entries of cluster 'test' within 1 s."
                                    + " Look for a node that does not answer: the log of 127.0.0.1:" + nodes.port(0))
                    .withMessageContaining("cache.cluster.remote-timeout");

            stack.removeProtocol(DISCARD.class);
            ConfigurationBuilder patient = new ConfigurationBuilder();
            patient.clustering().cacheMode(CacheMode.DIST_SYNC);
            assertThat(EngineCaches.open(engine, "scores", patient.build()).isEmpty())
                    .isTrue();
        }
    }

    @Test
    void aCacheMayTakeAMinuteToOpenOrADozenCalls() {
        try (TestNodes nodes = new TestNodes(1)) {
            Running node = nodes.start(0);
            ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
            try {
                new ClusterCacheType(node.node, List.of(), scheduler, Runnable::run)
                        .create("scores", CacheSpec.cluster().maxSize(10).ttl(Duration.ofMinutes(1)));
                assertThat(List.of("scores", MarkTable.CACHE, Turn.CACHE))
                        .allSatisfy(cache -> assertThat(node.node
                                        .manager()
                                        .getCacheConfiguration(cache)
                                        .clustering()
                                        .stateTransfer()
                                        .timeout())
                                .isEqualTo(120_000));
            } finally {
                scheduler.shutdownNow();
            }
            nodes.remoteTimeout = Duration.ofSeconds(30);
            assertThat(nodes.settings(0).openTimeout()).isEqualTo(Duration.ofMinutes(6));
            nodes.remoteTimeout = Duration.ofMillis(100);
            assertThat(nodes.settings(0).openTimeout()).isEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void rebalancesAreToldAndCountedAndShown() {
        try (TestNodes nodes = new TestNodes(2)) {
            Running first = nodes.start(0);
            cache(first).put("a", "1");
            Running second = nodes.start(1);
            cache(second);
            await().untilAsserted(() -> assertThat(first.told(ClusterEvent.RebalanceEnded.class))
                    .extracting(ClusterEvent.RebalanceEnded::cache)
                    .contains("scores"));
            assertThat(first.told(ClusterEvent.RebalanceStarted.class))
                    .contains(new ClusterEvent.RebalanceStarted("test", "scores"));
            assertThat(first.node.figures().rebalances()).isPositive();
            assertThat(first.node.figures().rebalanceTime()).isPositive();
            await().untilAsserted(() -> {
                ClusterStatus.Cache scores = first.node.status().caches().get(0);
                assertThat(scores.name()).isEqualTo("scores");
                assertThat(scores.mode()).isEqualTo("partitioned");
                assertThat(scores.copies()).isEqualTo(2);
                assertThat(scores.availability()).isEqualTo("AVAILABLE");
                assertThat(scores.rebalancing()).isFalse();
                assertThat(scores.shares())
                        .hasSize(2)
                        .allSatisfy(share -> assertThat(share.holds()).isEqualTo(scores.segments()));
                assertThat(scores.shares().stream()
                                .mapToInt(ClusterStatus.Share::owns)
                                .sum())
                        .isEqualTo(scores.segments());
                assertThat(scores.shares().get(0).entries()).isEqualTo(1);
            });
        }
    }

    private static org.infinispan.Cache<String, String> cache(Running node) {
        ConfigurationBuilder builder = new ConfigurationBuilder();
        builder.clustering().cacheMode(CacheMode.DIST_SYNC).hash().numOwners(2);
        node.node.manager().defineConfiguration("scores", builder.build());
        return node.node.manager().getCache("scores");
    }

    private static ProtocolStack stack(Running node) {
        Transport transport = GlobalComponentRegistry.of(node.node.manager()).getComponent(Transport.class);
        return ((JGroupsTransport) transport).getChannel().getProtocolStack();
    }

    private static ClusterSettings settings(String host) {
        return new ClusterSettings(
                "test",
                host,
                0,
                List.of(),
                null,
                Split.SERVE,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1 << 20);
    }

    private static ClusterSettings six(int port, String seed) {
        return new ClusterSettings(
                "test",
                "::1",
                port,
                List.of(seed),
                null,
                Split.SERVE,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1 << 20);
    }
}
