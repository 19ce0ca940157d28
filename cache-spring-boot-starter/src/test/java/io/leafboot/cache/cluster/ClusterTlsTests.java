package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.cluster.TestNodes.Running;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who has no certificate that the others trust is kept out, and harms nobody. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ClusterTlsTests {

    private static SSLContext first;
    private static SSLContext second;
    private static SSLContext third;
    private static SSLContext stranger;

    @BeforeAll
    static void makeCertificates() {
        first = TestCertificates.context(TestCertificates.store("first", "shop"));
        second = TestCertificates.context(TestCertificates.store("second", "shop"));
        third = TestCertificates.context(TestCertificates.store("third", "shop"));
        stranger = TestCertificates.context(TestCertificates.store("stranger", "elsewhere"));
    }

    @Test
    void nodesWithCertificatesOfOneAuthorityMeetAndOthersAreKeptOut(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(4)) {
            Running one = start(nodes, 0, first);
            Running two = start(nodes, 1, second);
            TestNodes.awaitMembers(2, List.of(one, two));
            turn(one, "before");

            nodes.initialSize = 2;
            Running wrong = start(nodes, 2, stranger);
            Running plain = start(nodes, 3, null);
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            one.members() == 2 && two.members() == 2 && wrong.members() == 1 && plain.members() == 1);
            for (Running outside : List.of(wrong, plain)) {
                assertThat(outside.node.health().status()).isEqualTo(StoreHealth.Status.DOWN);
                assertThat(outside.node.health().details()).asString().contains("cache.cluster.tls");
            }
            assertThat(one.node.figures().rejectedConnections()).isPositive();
            assertThat(output)
                    .contains("was turned away")
                    .contains("check its cache.cluster.tls.bundle")
                    .contains("This node is alone in cluster 'test'");
            turn(two, "after");
            assertThat(one.told(ClusterEvent.MemberLeft.class)).isEmpty();
        }
    }

    @Test
    void aScannerThatHoldsConnectionsOpenKeepsNobodyFromJoining() throws Exception {
        try (TestNodes nodes = new TestNodes(3)) {
            Running one = start(nodes, 0, first);
            Running two = start(nodes, 1, second);
            TestNodes.awaitMembers(2, List.of(one, two));
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < 30; i++) {
                    Socket socket = new Socket("127.0.0.1", nodes.port(i % 2));
                    open.add(socket);
                    if (i % 3 == 0) {
                        byte[] garbage = new byte[5000];
                        new Random(i).nextBytes(garbage);
                        write(socket, garbage);
                    }
                }
                Running three = start(nodes, 2, third);
                TestNodes.awaitMembers(3, List.of(one, two, three));
                turn(three, "scanned");
                await().until(() -> one.node.figures().rejectedConnections() >= 15);
                for (Socket socket : open) { // and nobody is left hanging
                    socket.setSoTimeout(10_000);
                    assertThat(end(socket)).isTrue();
                }
                assertThat(one.told(ClusterEvent.MemberLeft.class)).isEmpty();
                assertThat(one.told(ClusterEvent.Merged.class)).isEmpty();
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
        }
    }

    /** Of a node the other side fails first, since it does not trust what it is shown. */
    @Test
    void whoTrustsTheNodesAndIsNotTrustedIsTurnedAway() throws Exception {
        SSLContext careless = TestCertificates.context(
                TestCertificates.store("stranger", "elsewhere"), TestCertificates.store("first", "shop"));
        try (TestNodes nodes = new TestNodes(1)) {
            Running node = start(nodes, 0, second);
            try (Socket socket = careless.getSocketFactory().createSocket("127.0.0.1", nodes.port(0))) {
                write(socket, new byte[] {1});
                await().until(() -> node.node.figures().rejectedConnections() == 1);
            }
        }
    }

    @Test
    void aPlainSocketLearnsNothing() throws Exception {
        try (TestNodes nodes = new TestNodes(1)) {
            start(nodes, 0, first);
            try (Socket socket = new Socket("127.0.0.1", nodes.port(0))) {
                socket.setSoTimeout(10_000);
                assertThat(end(socket)).isTrue();
            }
        }
    }

    private static Running start(TestNodes nodes, int seat, SSLContext context) {
        nodes.ssl = context == null ? null : () -> context;
        return nodes.start(seat);
    }

    /** Writes what all nodes have. */
    private static void turn(Running node, String value) {
        node.node.manager().<String, String>getCache(Turn.CACHE).put("note", value);
        assertThat(node.node.manager().<String, String>getCache(Turn.CACHE).get("note"))
                .isEqualTo(value);
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException ex) {
            // turned away already
        }
    }

    private static boolean end(Socket socket) throws IOException {
        try {
            byte[] answer = socket.getInputStream().readAllBytes();
            return answer.length < 100; // an alert of TLS at most
        } catch (java.net.SocketTimeoutException ex) {
            return false;
        } catch (java.net.SocketException ex) {
            return true;
        }
    }
}
