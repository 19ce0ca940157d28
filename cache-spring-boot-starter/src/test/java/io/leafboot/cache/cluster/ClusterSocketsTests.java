package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.cluster.TestNodes.Running;
import io.leafboot.cache.test.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process of a node has open, as its operating system tells it. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ClusterSocketsTests {

    private static final String HOST = "127.0.0.7";
    private static final String LISTENS = "0A";

    /** A socket: its own end, the other, and its state. */
    private record Open(String kind, String local, int port, String remote, String state) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everySocketIsOnTheConfiguredAddress(boolean tls) throws Exception {
        int port = Ports.free();
        String store = tls ? TestCertificates.store("first", "shop").toString() : "";
        try (TestNodes nodes = new TestNodes(1)) {
            if (tls) {
                Path own = TestCertificates.store("second", "shop");
                nodes.ssl = () -> TestCertificates.context(own);
            }
            Running here = nodes.start(0);
            try (ClusterProcess process = ClusterProcess.start(HOST, port, store, "127.0.0.1:" + nodes.port(0))) {
                TestNodes.awaitMembers(2, List.of(here));
                List<Open> open = sockets(process.pid());
                assertThat(open)
                        .filteredOn(socket -> socket.state().equals(LISTENS))
                        .singleElement()
                        .satisfies(socket -> {
                            assertThat(socket.local()).isEqualTo(HOST);
                            assertThat(socket.port()).isEqualTo(port);
                        });
                assertThat(open).as("connections, too").hasSizeGreaterThan(1).allSatisfy(socket -> {
                    assertThat(socket.kind()).isEqualTo("tcp");
                    assertThat(socket.local()).isEqualTo(HOST);
                });
            }
        }
    }

    @Test
    void aNodeThatIsKilledIsGoneAtOnceAndNotTakenForOneThatLeft() throws Exception {
        try (TestNodes nodes = new TestNodes(1)) {
            Running here = nodes.start(0);
            try (ClusterProcess process = ClusterProcess.start(HOST, Ports.free(), "", nodes.seeds())) {
                TestNodes.awaitMembers(2, List.of(here));
                process.kill();
                await().until(() -> here.members() == 1);
                await().untilAsserted(() -> assertThat(here.told(ClusterEvent.MemberLeft.class))
                        .singleElement()
                        .satisfies(left -> {
                            assertThat(left.graceful()).isFalse();
                            assertThat(left.member().address()).startsWith(HOST);
                        }));
            }
        }
    }

    private static List<Open> sockets(long pid) throws IOException {
        Set<String> inodes;
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            inodes = files.map(ClusterSocketsTests::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring(8, target.length() - 1))
                    .collect(Collectors.toSet());
        }
        List<Open> open = new ArrayList<>();
        for (String kind : List.of("tcp", "tcp6", "udp", "udp6")) {
            Path table = Path.of("/proc/" + pid + "/net/" + kind);
            if (!Files.exists(table)) {
                continue;
            }
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length > 9 && inodes.contains(fields[9])) {
                    String[] local = fields[1].split(":");
                    String address = address(local[0]);
                    open.add(new Open(
                            kind.equals("tcp6") && address.startsWith("127.") ? "tcp" : kind,
                            address,
                            Integer.parseInt(local[1], 16),
                            fields[2],
                            fields[3]));
                }
            }
        }
        return open;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException ex) {
            return ""; // closed meanwhile
        } catch (UncheckedIOException ex) {
            return "";
        }
    }

    /** The kernel's words of an address are in the byte order of the machine; of one of version 4 within 6, the last counts. */
    private static String address(String hex) {
        String prefix = "0000000000000000FFFF0000";
        if (hex.length() == 32 && !hex.startsWith(prefix)) {
            return hex;
        }
        String last = hex.substring(hex.length() - 8);
        List<String> parts = new ArrayList<>();
        for (int i = 6; i >= 0; i -= 2) {
            parts.add("" + Integer.parseInt(last.substring(i, i + 2), 16));
        }
        return String.join(".", parts);
    }
}
