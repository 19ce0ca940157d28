package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers are told, in each format, where a tag has no id of the kind they ask for. */
class NoIdTests {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                "leaf.http.meituan.enabled=true",
                "leaf.http.tinyid.enabled=true",
                "leaf.tags.daily.reset=day",
                "leaf.tags.daily.format.date=yyyyMMdd",
                "leaf.tags.few.max-id=3",
                "leaf.http.tokens.[*]=t");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String path) throws Exception {
        return server.get(path, "Authorization", "Bearer t");
    }

    @Test
    void numbersThatBeginAnewAreNoIds() throws Exception {
        assertThat(get("/api/v1/id?biz_tag=daily")).contains("\"code\":2", "tags of its type have none of this kind");
        assertThat(get("/api/v1/id/batch?biz_tag=daily&count=2")).contains("\"code\":2");
        assertThat(get("/api/segment/get/daily")).contains("Result{id=-2, status=EXCEPTION}");
        assertThat(get("/tinyid/id/nextId?bizType=daily")).contains("\"code\":6", "none of this kind");
        assertThat(get("/tinyid/id/nextSegmentId?bizType=daily")).contains("\"code\":6");
        assertThat(get("/tinyid/id/nextSegmentIdSimple?bizType=daily")).isEmpty();
    }

    @Test
    void theHighestIdIsNamedAsTheReason() throws Exception {
        for (int id = 1; id <= 3; id++) {
            assertThat(get("/api/v1/id?biz_tag=few")).contains("\"data\":" + id);
        }
        assertThat(get("/api/v1/id?biz_tag=few")).contains("\"code\":2", "its highest id is reached");
        assertThat(get("/api/segment/get/few")).contains("Result{id=-3, status=EXCEPTION}");
        assertThat(get("/tinyid/id/nextId?bizType=few")).contains("\"code\":6", "its highest id is reached");
        assertThat(get("/tinyid/id/nextSegmentIdSimple?bizType=few")).isEmpty();
    }
}
