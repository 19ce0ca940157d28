package io.leafboot.samples.cachecluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.leafboot.cache.grpc.proto.GetResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Three nodes as the README starts them, on ports of the test's own, and the calls that it makes. */
@ExtendWith(OutputCaptureExtension.class)
class ThreeNodesTests {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path folder;

    private static List<Node> nodes = List.of();

    @BeforeAll
    static void start() throws IOException {
        nodes = Node.start(folder, 3);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .failFast("A node has ended", () -> !nodes.stream().allMatch(Node::isAlive))
                .ignoreExceptionsInstanceOf(IOException.class) // not listening yet
                .untilAsserted(() -> {
                    for (Node node : nodes) {
                        assertThat(node.members()).isEqualTo(nodes.size());
                    }
                });
    }

    @AfterAll
    static void stop() {
        nodes.forEach(Node::close);
    }

    @BeforeEach
    void forgetAll() {
        List.of("Tom", "Jack", "Sam", "Zoe").forEach(name -> nodes.get(0).delete(name));
    }

    @Test
    void overGrpcAScoreIsLoadedByOneNodeAndForgottenByAll() {
        List.of("Tom:630", "Jack:589", "Sam:567").forEach(score -> {
            String name = score.split(":")[0];
            long before = loads(name);
            for (Node node : nodes) {
                assertThat(text(node.get(name))).isEqualTo(score.split(":")[1]);
            }
            assertThat(loads(name)).isEqualTo(before + 1);
        });
        for (Node deleting : nodes) {
            long before = loads("Tom");
            assertThat(deleting.delete("Tom").getSuccess()).isTrue();
            for (Node node : nodes) {
                assertThat(text(node.get("Tom"))).isEqualTo("630");
            }
            assertThat(loads("Tom")).isEqualTo(before + 1);
        }
    }

    @Test
    void overHttpAScoreIsLoadedByOneNodeAndForgottenByAll() throws Exception {
        for (Node deleting : nodes) {
            long before = loads("Jack");
            for (Node node : nodes) {
                HttpResponse<String> score = node.httpGet("/api/cache/scores/Jack");
                assertThat(score.statusCode()).isEqualTo(200);
                assertThat(score.body()).isEqualTo("589");
            }
            assertThat(loads("Jack")).isEqualTo(before + 1);
            assertThat(deleting.httpDelete("/api/cache/scores/Jack").statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void whatOneWayDeletesTheOtherLoadsAgain() throws Exception {
        long before = loads("Sam");
        assertThat(text(nodes.get(0).get("Sam"))).isEqualTo("567");
        assertThat(nodes.get(1).httpDelete("/api/cache/scores/Sam").statusCode())
                .isEqualTo(204);
        assertThat(text(nodes.get(2).get("Sam"))).isEqualTo("567");
        assertThat(loads("Sam")).isEqualTo(before + 2);
    }

    @Test
    void aScoreThatNobodyHasIsNotFound() throws Exception {
        for (Node node : nodes) {
            GetResponse answer = node.get("Zoe");
            assertThat(answer.getFound()).isFalse();
            assertThat(answer.getErr()).isEqualTo("key not found");
            assertThat(node.httpGet("/api/cache/scores/Zoe").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void theClientPlaysItAgainstEachOfThem(CapturedOutput output) {
        ScoresClient.main(nodes.stream().map(Node::grpcAddress).toArray(String[]::new));

        String scores = "Tom: 630\nJack: 589\nSam: 567\nZoe: not found (key not found)\nTom: deleted\nTom: 630\n";
        assertThat(output.getOut().lines().toList())
                .isEqualTo(nodes.stream()
                        .flatMap(node -> ("=== " + node.grpcAddress() + "\n" + scores).lines())
                        .toList());
    }

    @Test
    void eachNodeShowsTheCluster() throws Exception {
        assertThat(text(nodes.get(0).get("Tom"))).isEqualTo("630");
        for (Node node : nodes) {
            String cluster = node.httpGet("/actuator/cachecluster").body();
            assertThat(JsonPath.<List<String>>read(cluster, "$.members[*].name"))
                    .hasSize(3);
            assertThat(JsonPath.<List<String>>read(cluster, "$.members[?(@.coordinator == true)].name"))
                    .hasSize(1);
            assertThat(JsonPath.<List<Integer>>read(cluster, "$.caches[?(@.name == 'scores')].shares[*].owns"))
                    .hasSize(3);
            await("what each node says that it holds, which one that does not answer soon has not said")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(JsonPath.<List<Integer>>read(
                                    node.httpGet("/actuator/cachecluster").body(),
                                    "$.caches[?(@.name == 'scores')].shares[*].bytes"))
                            .hasSize(3)
                            .doesNotContainNull());
            String outside = node.httpGet("/api/cache/cluster").body();
            assertThat(JsonPath.<List<String>>read(outside, "$.members")).hasSize(3);
        }
    }

    private static long loads(String name) {
        return nodes.stream().mapToLong(node -> node.loads(name)).sum();
    }

    private static String text(GetResponse answer) {
        assertThat(answer.getFound()).as(answer.getErr()).isTrue();
        return answer.getData().toStringUtf8();
    }
}
