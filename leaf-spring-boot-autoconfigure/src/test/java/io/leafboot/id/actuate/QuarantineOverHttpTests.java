package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.actuate.LeafServer.Answer;
import io.leafboot.id.autoconfigure.LeafRunner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table goes back, and an operator brings it forward again. */
class QuarantineOverHttpTests {

    @Test
    void aRowThatWentBackIsShownAndLiftedByOnePost() throws Exception {
        try (LeafServer server = LeafServer.start(
                LeafRunner.newDatabase(),
                "leaf.tags.order.step=10",
                "leaf.min-step=1",
                "management.endpoint.health.show-details=always")) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                ids.add(server.ids().nextId("order"));
            }
            server.jdbc().update("UPDATE leaf_alloc SET max_id = 3 WHERE biz_tag = 'order'");
            drawUntilQuarantined(server, ids);

            Answer down = server.get("/actuator/health");
            assertThat(down.status()).isEqualTo(503);
            assertThat((String) down.read("$.components.leaf.details.cannotIssue.order"))
                    .contains("'order' is quarantined");
            assertThat((String) server.get("/actuator/leaf/order").read("$.buffer.quarantined"))
                    .contains("POST /actuator/leaf/{tag}");

            long highest = ids.get(ids.size() - 1) + 1_000; // another instance's
            Answer lifted = server.post("/actuator/leaf/order", "{\"advanceTo\": " + highest + "}");
            assertThat(lifted.status()).isEqualTo(200);
            assertThat((String) lifted.read("$.buffer.quarantined")).isNull();

            ids.add(server.ids().nextId("order"));
            assertThat(ids.get(ids.size() - 1)).isGreaterThan(highest);
            assertThat(ids).doesNotHaveDuplicates().isSorted();
            assertThat(server.get("/actuator/health").status()).isEqualTo(200);
        }
    }

    @Test
    void advanceToNothingGoesAboveAllThatThisInstanceReceived() throws Exception {
        try (LeafServer server = LeafServer.start(
                LeafRunner.newDatabase(),
                "leaf.tags.order.step=10",
                "leaf.default-step=10",
                "leaf.min-step=1",
                "leaf.max-step=10")) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ids.add(server.ids().nextId("order"));
            }
            server.jdbc().update("UPDATE leaf_alloc SET max_id = 0 WHERE biz_tag = 'order'");
            drawUntilQuarantined(server, ids);
            assertThat((int) server.get("/actuator/leaf/order").read("$.row.maxId"))
                    .isLessThan(100);
            int highest = server.get("/actuator/leaf/order").read("$.highestReceived");
            server.post("/actuator/leaf/order", "{\"advanceTo\": 0}");
            ids.add(server.ids().nextId("order"));
            assertThat(ids.get(ids.size() - 1)).isGreaterThan(highest);
            assertThat(ids).doesNotHaveDuplicates().isSorted();
        }
    }

    private static void drawUntilQuarantined(LeafServer server, List<Long> ids) {
        TagQuarantinedException quarantined = catchThrowableOfType(TagQuarantinedException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                ids.add(server.ids().nextId("order"));
            }
        });
        assertThat(quarantined.tag()).isEqualTo("order");
    }
}
