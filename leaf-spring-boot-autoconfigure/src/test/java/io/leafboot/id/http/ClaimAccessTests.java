package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.LeafTags;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Who may claim ranges of which tag, in an application that also moves the paths of its controllers. */
class ClaimAccessTests {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                Moved.class,
                "leaf.auto-create-tags=true",
                "leaf.tags.user.step=100",
                "leaf.tags.daily.reset=year",
                "leaf.tags.daily.format.date=yyyy",
                "leaf.http.tokens.user=users-1",
                "leaf.http.tokens.daily=daily-1",
                "leaf.http.tokens.[*]=operator-1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> claim(String path, String token) throws Exception {
        return server.send("POST", path, "Authorization", "Bearer " + token);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/segments/user?size=1, users-1, 200",
        "/api/v1/segments/user?size=1, operator-1, 200",
        "/api/v1/segments/user;x=daily?size=1, users-1, 200",
        "/api/v1/segments/us%65r?size=1, users-1, 200",
        "/api/v1/segments/user?size=1, daily-1, 401",
        "/api/v1/segments/user;x=daily?size=1, daily-1, 401",
        "/api/v1/segments;x/user?size=1, daily-1, 401",
        "/api/v1/segments/us%65r?size=1, daily-1, 401",
        "/api/v1/segments/daily/../user?size=1, daily-1, 404",
        "/api/v1/segments/nobody?size=1, users-1, 401",
        "/api/v1/segments/user.2020?size=1, users-1, 401",
        "/api/v1/segments/a%20b?size=1, users-1, 400",
        "/api/v1/segments/user/?size=1, daily-1, 404",
        "/api/v1/segments//user?size=1, daily-1, 404",
        "/app/api/v1/segments/user?size=1, daily-1, 404"
    })
    void aRangeIsClaimedWithTheTokenOfItsTagOnly(String path, String token, int status) throws Exception {
        HttpResponse<String> response = claim(path, token);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        if (status == 400 || status == 401) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                    .isEqualTo(status == 401);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET", "HEAD", "PUT", "OPTIONS"})
    void onlyAPostClaims(String method) throws Exception {
        HttpResponse<String> response =
                server.send(method, "/api/v1/segments/user?size=1", "Authorization", "Bearer users-1");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aPeriodGoesByTheTokenOfItsTagAndOnlyPresentOnesGetARow() throws Exception {
        int year = LocalDate.now(ZoneOffset.UTC).getYear();
        LeafTags tags = server.context().getBean(LeafTags.class);

        assertThat(claim("/api/v1/segments/daily." + year + "?size=5", "users-1")
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> claimed = claim("/api/v1/segments/daily." + year + "?size=5", "daily-1");
        assertThat(claimed.statusCode()).as(claimed.body()).isEqualTo(200);
        assertThat(claim("/api/v1/segments/daily." + (year + 7) + "?size=5", "daily-1")
                        .statusCode())
                .isEqualTo(404);
        assertThat(tags.find("daily." + (year + 7))).isEmpty();
        assertThat(claim("/api/v1/segments/daily?size=5", "daily-1").statusCode())
                .isEqualTo(404);
        assertThat(tags.find("daily")).isEmpty();
        assertThat(claim("/api/v1/segments/fresh?size=5", "operator-1").statusCode())
                .isEqualTo(200);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(WireServer.Server.class)
    static class Moved {

        @Bean
        WebMvcConfigurer paths() {
            return new WebMvcConfigurer() {
                @Override
                public void configurePathMatch(PathMatchConfigurer configurer) {
                    configurer.addPathPrefix("/app", controller -> true);
                }
            };
        }
    }
}
