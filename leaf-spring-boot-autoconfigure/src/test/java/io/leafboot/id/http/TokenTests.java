package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may draw ids of which tag. */
class TokenTests {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                "leaf.http.log-level.enabled=true",
                "leaf.tags.order.step=100",
                "leaf.tags.user.step=100",
                "leaf.tags.orphan.step=100",
                "leaf.http.tokens.order=orders-1,orders-2",
                "leaf.http.tokens.user=users-1",
                "leaf.http.tokens.[*]=operator-1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "order, Bearer orders-1, 200",
        "order, Bearer orders-2, 200",
        "order, bearer orders-2, 200",
        "order, Bearer operator-1, 200",
        "user, Bearer users-1, 200",
        "orphan, Bearer operator-1, 200",
        "order, Bearer users-1, 401",
        "user, Bearer orders-1, 401",
        "orphan, Bearer orders-1, 401",
        "nobody, Bearer orders-1, 401",
        "order, Bearer orders-, 401",
        "order, Bearer orders-11, 401",
        "order, Bearer ORDERS-1, 401",
        "order, Bearer, 401",
        "order, Basic orders-1, 401",
        "order, orders-1, 401",
        "order, '', 401"
    })
    void aTokenIsGoodForItsTag(String tag, String authorization, int status) throws Exception {
        for (String path : List.of("/api/v1/id?biz_tag=" + tag, "/api/v1/id/batch?count=2&biz_tag=" + tag)) {
            HttpResponse<String> response = server.send("GET", path, "Authorization", authorization);
            assertThat(response.statusCode()).as(path).isEqualTo(status);
            if (status == 401) {
                assertThat(response.body()).isEqualTo("{\"code\":4,\"msg\":\"token无效\"}\n");
                assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"leaf\"");
            }
        }
    }

    @Test
    void withoutATokenThereIsNoId() throws Exception {
        assertThat(server.send("GET", "/api/v1/id?biz_tag=order").statusCode()).isEqualTo(401);
        assertThat(server.send("GET", "/api/v1/id?biz_tag=order&token=orders-1").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoHasNoTokenIsNotToldWhichTagsThereAre() throws Exception {
        assertThat(server.get("/api/v1/id?biz_tag=nobody")).isEqualTo(server.get("/api/v1/id?biz_tag=order"));
    }

    @Test
    void theLogLevelAsksForATokenOfAllTags() throws Exception {
        String path = "/api/v1/log/level?level=warn";
        assertThat(server.send("GET", path).statusCode()).isEqualTo(401);
        assertThat(server.send("GET", path, "Authorization", "Bearer orders-1").statusCode())
                .isEqualTo(401);
        assertThat(server.send("GET", path, "Authorization", "Bearer operator-1")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTagWithoutTokensIsRefusedWhereOthersHaveSome() {
        TagAccess access = new TagAccess(Map.of("order", List.of("orders-1")), tag -> tag);
        assertThat(access.grants("user", "orders-1")).isFalse();
        assertThat(access.grants("user", "")).isFalse();
        assertThat(access.grants("user", null)).isFalse();
        assertThat(access.grants("*", "orders-1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {TagAccess.LONGEST_TOKEN, TagAccess.LONGEST_TOKEN + 1})
    void aTokenThatIsTooLongIsNoToken(int length) {
        String token = "x".repeat(length);
        TagAccess access = new TagAccess(Map.of("order", List.of(token)), tag -> tag);
        assertThat(access.grants("order", token)).isEqualTo(length == TagAccess.LONGEST_TOKEN);
    }
}
