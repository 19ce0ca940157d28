package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.UnknownTagException;
import io.leafboot.id.actuate.LeafServer.Answer;
import io.leafboot.id.autoconfigure.LeafRunner;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /actuator/leaf} over HTTP. */
class LeafEndpointHttpTests {

    private static LeafServer server;

    @BeforeAll
    static void start() {
        server = LeafServer.start(
                LeafRunner.newDatabase(),
                "leaf.tags.order.step=100",
                "leaf.tags.order.description=Orders",
                "leaf.tags.user.step=10",
                "leaf.min-step=1",
                "management.endpoint.health.show-details=always",
                "management.endpoint.env.show-values=always",
                "leaf.datasource.url=" + LeafRunner.newDatabase(),
                "leaf.datasource.username=ids",
                "leaf.datasource.password=s3cret");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aGetShowsAllTags() throws Exception {
        Answer answer = server.get("/actuator/leaf");
        assertThat(answer.status()).isEqualTo(200);
        assertThat((boolean) answer.read("$.running")).isTrue();
        assertThat((String) answer.read("$.ordering")).isEqualTo("STRICT");
        assertThat((String) answer.read("$.tableError")).isNull();
        assertThat((int) answer.read("$.tags.user.row.maxId")).isGreaterThanOrEqualTo(10);
        assertThat((String) answer.read("$.tags.order.row.description")).isEqualTo("Orders");
    }

    @Test
    void aGetOfATagShowsItsRowAndItsBuffer() throws Exception {
        Answer answer = server.get("/actuator/leaf/order");
        assertThat(answer.status()).isEqualTo(200);
        assertThat((int) answer.read("$.row.step")).isPositive();
        assertThat((int) answer.read("$.buffer.current.last")).isEqualTo(100);
        assertThat((String) answer.read("$.buffer.nextState")).isIn("not needed yet", "loading", "ready");
        assertThat((String) answer.read("$.buffer.quarantined")).isNull();
    }

    @Test
    void aGetTakesNoId() throws Exception {
        long before = server.ids().nextId("user");
        int issued = server.get("/actuator/leaf/user").read("$.buffer.issued");
        for (int i = 0; i < 20; i++) {
            assertThat(server.get("/actuator/leaf").status()).isEqualTo(200);
            assertThat((int) server.get("/actuator/leaf/user").read("$.buffer.issued"))
                    .isEqualTo(issued);
        }
        assertThat(server.ids().nextId("user")).isEqualTo(before + 1);
    }

    @Test
    void aGetOfARowThatIsNotInMemoryLeavesItThere() throws Exception {
        server.tags().create("quiet");
        for (int i = 0; i < 3; i++) {
            Answer answer = server.get("/actuator/leaf/quiet");
            assertThat(answer.status()).isEqualTo(200);
            assertThat((int) answer.read("$.row.maxId")).isZero();
            assertThat(answer.<Object>read("$.buffer")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "ORDER", "%20", "order%20"})
    void anUnknownTagIsNotFound(String tag) throws Exception {
        assertThat(server.get("/actuator/leaf/" + tag).status()).isEqualTo(404);
        assertThat(server.post("/actuator/leaf/" + tag, "{\"step\": 10}").status())
                .isIn(400, 404);
        assertThat(server.get("/actuator/leaf/" + tag).status()).isEqualTo(404);
    }

    @Test
    void anUnknownTagThatSomebodyAskedForIsNotFoundEither() throws Exception {
        try {
            server.ids().nextId("asked-for");
        } catch (UnknownTagException expected) {
            assertThat(expected.tag()).isEqualTo("asked-for");
        }
        assertThat(server.get("/actuator/leaf/asked-for").status()).isEqualTo(404);
        assertThat(server.post("/actuator/leaf/asked-for", "{\"advanceTo\": 10}")
                        .status())
                .isEqualTo(404);
        assertThat(server.get("/actuator/leaf").body()).doesNotContain("asked-for");
    }

    @Test
    void aPostChangesTheStep() throws Exception {
        Answer answer = server.post("/actuator/leaf/order", "{\"step\": 5000}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat((int) answer.read("$.row.step")).isEqualTo(5000);
        assertThat((int) server.get("/actuator/leaf/order").read("$.row.step")).isEqualTo(5000);
    }

    @Test
    void aPostNeverTakesARowBack() throws Exception {
        int before = server.get("/actuator/leaf/order").read("$.row.maxId");
        Answer answer = server.post("/actuator/leaf/order", "{\"advanceTo\": 0}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat((int) answer.read("$.row.maxId")).isGreaterThanOrEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"step\": 0}",
                "{\"step\": -1}",
                "{\"step\": 1000001}",
                "{\"step\": \"many\"}",
                "{\"advanceTo\": -1}",
                "{\"advanceTo\": 9223372036854775807}",
                "{\"advanceTo\": \"far\"}",
                "{\"colour\": \"red\"}",
                "{\"step\": 77, \"advanceTo\": -1}",
                "[]",
                "{"
            })
    void whatMakesNoSenseIsABadRequest(String body) throws Exception {
        int before = server.get("/actuator/leaf/user").read("$.row.step");
        assertThat(server.post("/actuator/leaf/user", body).status()).isEqualTo(400);
        assertThat((int) server.get("/actuator/leaf/user").read("$.row.step")).isEqualTo(before);
    }

    @Test
    void aBadRequestSaysWhy() throws Exception {
        assertThat((String) server.post("/actuator/leaf/user", "{\"step\": 0}").read("$.error"))
                .contains("'user'", "step 0", "from 1 to leaf.max-step, which is 1000000");
    }

    @Test
    void aSecretIsInNoAnswer() throws Exception {
        for (String path : List.of("/actuator/leaf", "/actuator/configprops", "/actuator/health", "/actuator/beans")) {
            Answer answer = server.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).doesNotContain("s3cret");
        }
    }

    @Test
    void healthHasOurContributor() throws Exception {
        assertThat((String) server.get("/actuator/health").read("$.components.leaf.status"))
                .isEqualTo("UP");
    }

    @Test
    void aTagsMetersCanBeRead() throws Exception {
        assertThat(server.get("/actuator/metrics/leaf.remaining?tag=tag:order").status())
                .isEqualTo(200);
        assertThat(server.get("/actuator/metrics/leaf.refill?tag=tag:order").status())
                .isEqualTo(200);
    }
}
