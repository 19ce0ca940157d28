package io.leafboot.id.http;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** FeatherID's answers, to the byte. */
class FeatherIdWireTests {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                "leaf.http.log-level.enabled=true",
                "leaf.tags.user.step=100",
                "leaf.tags.by-post.step=100",
                "leaf.tags.by-delete.step=100",
                "leaf.tags.first.step=100",
                "leaf.tags.escaped.step=100",
                "leaf.tags.badly-escaped.step=100",
                "leaf.tags.order.step=100",
                "leaf.tags.one.step=100",
                "leaf.tags.plus.step=100");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<RecordedAnswer> answers() throws Exception {
        return RecordedAnswer.of("featherid");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theAnswerIsTheOriginals(RecordedAnswer recorded) throws Exception {
        recorded.check(server);
    }
}
