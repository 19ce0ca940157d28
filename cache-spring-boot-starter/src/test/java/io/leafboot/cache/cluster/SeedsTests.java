package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.cache.InvalidCacheSpecException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code cache.cluster.seeds} may say, and what is said of what it may not. */
class SeedsTests {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5:7800, 10.0.0.5, 7800",
        "[::1]:7800, ::1, 7800",
        "[fd00::5]:1, fd00::5, 1",
        "node-1.shop:65535, node-1.shop, 65535",
        "' 10.0.0.5:7800 ', 10.0.0.5, 7800"
    })
    void hostsWithTheirPorts(String seed, String host, int port) {
        HostPort place = HostPort.of("cache.cluster.seeds", seed);
        assertThat(place).isEqualTo(new HostPort(host, port));
        assertThat(place).hasToString(seed.trim());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.5",
                ":7800",
                "10.0.0.5:",
                "10.0.0.5:port",
                "10.0.0.5:7800:1",
                "::1:7800",
                "http://a:1",
                "a b:1",
                "10.0.0.5:-1",
                "dns:name",
                "kubernetes:7800",
                "k8s:service:7800"
            })
    void whatIsNone(String seed) {
        fails(seed).hasMessageContaining("is not a host and a port").hasMessageContaining("Write it as 10.0.0.5:7800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.5:65536", "10.0.0.5:0", "dns:name:0", "kubernetes:cache:70000"})
    void portsOutOfRange(String seed) {
        fails(seed)
                .hasMessageContaining("'")
                .hasMessageContaining("out of range")
                .hasMessageContaining("port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes:Cache:7800", "kubernetes:cache.shop:7800", "kubernetes:-a:7800"})
    void namesThatNoServiceHas(String seed) {
        fails(seed)
                .hasMessageContaining("has '" + seed + "', which does not name a service of Kubernetes")
                .hasMessageContaining("dns:name:port");
    }

    @Test
    void mixedWaysAreRefused() {
        for (List<String> seeds : List.of(
                List.of("10.0.0.5:7800", "dns:cache:7800"),
                List.of("dns:cache:7800", "kubernetes:cache:7800"),
                List.of("dns:a:7800", "dns:b:7800"))) {
            assertThatExceptionOfType(InvalidCacheSpecException.class)
                    .isThrownBy(() -> Seeds.of(seeds))
                    .withMessageContaining(
                            "cache.cluster.seeds is '" + String.join(", ", seeds) + "', which mixes ways")
                    .withMessageContaining("or one kubernetes:service:port");
        }
    }

    @Test
    void aNameOfDnsIsEachOfItsAddressesWithThePort() throws Exception {
        Seeds seeds = Seeds.of(List.of("dns:localhost:7801"));
        assertThat(seeds.listed()).isFalse();
        assertThat(seeds.addresses())
                .contains(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 7801))
                .hasSameSizeAs(InetAddress.getAllByName("localhost"));
        assertThat(seeds.unknown()).isEmpty();
    }

    @Test
    void aNameThatIsUnknownIsNoErrorForItMayBecomeKnown() {
        Seeds seeds = Seeds.of(List.of("127.0.0.1:7800", "no-such-host.invalid:7800"));
        assertThat(seeds.listed()).isTrue();
        assertThat(seeds.addresses()).containsExactly(new InetSocketAddress("127.0.0.1", 7800));
        assertThat(seeds.unknown()).containsExactly("no-such-host.invalid");
    }

    @Test
    void aServiceOfKubernetesIsInTheNamespaceOfThePod(@TempDir Path folder) throws Exception {
        Path namespace = Files.writeString(folder.resolve("namespace"), "shop\n");
        assertThat(Seeds.of(List.of("kubernetes:cache:7800"), namespace))
                .hasToString("cache.shop.svc.cluster.local:7800");
        assertThat(Seeds.of(List.of("kubernetes:cache:7800"), folder.resolve("nothing")))
                .hasToString("cache.default.svc.cluster.local:7800");
        Files.writeString(namespace, "../../etc");
        assertThat(Seeds.of(List.of("kubernetes:cache:7800"), namespace))
                .hasToString("cache.default.svc.cluster.local:7800");
    }

    @Test
    void nodesThatWereMetAreLookedForWhereHostsAreListed() {
        Discovery discovery = new Discovery(Seeds.of(List.of("127.0.0.1:7800")));
        for (int port = 1; port <= 100; port++) {
            discovery.met(List.of(new org.jgroups.stack.IpAddress(new InetSocketAddress("127.0.0.1", port))));
        }
        assertThat(discovery.resolveIps("seeds", null)).hasSize(65).asString().contains("127.0.0.1:100", ":7800");
        Discovery dns = new Discovery(Seeds.of(List.of("dns:localhost:7800")));
        int names = dns.resolveIps("seeds", null).size();
        dns.met(List.of(new org.jgroups.stack.IpAddress(new InetSocketAddress("127.0.0.1", 1))));
        assertThat(dns.resolveIps("seeds", null)).hasSize(names);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> fails(String seed) {
        return org.assertj.core.api.Assertions.assertThatThrownBy(() -> Seeds.of(List.of(seed)))
                .isInstanceOf(InvalidCacheSpecException.class)
                .hasMessageStartingWith("cache.cluster.seeds");
    }
}
