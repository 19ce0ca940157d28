package io.leafboot.cache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.http.CacheHttpServer.Answer;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Who may call: whoever shows a token, or whom Spring Security lets pass, or both. */
@ExtendWith(OutputCaptureExtension.class)
class CacheHttpSecurityTests {

    private static final String CLERK = "Basic " + Base64.getEncoder().encodeToString("clerk:{pw}".getBytes());

    @Test
    void aTokenIsAskedFor(CapturedOutput output) throws Exception {
        try (CacheHttpServer server = CacheHttpServer.start(
                CacheHttpServer.Server.class,
                "cache.http.caches=*",
                "cache.http.tokens=first-token,second-token",
                "logging.level.io.leafboot.cache=debug",
                "cache.caches.scores.type=memory")) {
            server.caches().cache("scores").put("Tom", "630");
            for (String path : new String[] {"/scores/Tom", "/scores", "/stats", "/cluster", "/none/x", "/"}) {
                Answer refused = server.get("/api/cache" + path);
                assertThat(refused.status()).as(path).isEqualTo(401);
                assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"cache\"");
                assertThat(refused.<String>read("$.type")).isEqualTo("urn:leaf:cache:unauthorized");
            }
            for (String header : new String[] {
                "Bearer wrong-token",
                "Bearer first-toke",
                "Bearer",
                "Bearer ",
                "first-token",
                "Basic first-token",
                CLERK,
                "Bearer " + "x".repeat(2000)
            }) {
                assertThat(server.get("/api/cache/scores/Tom", "Authorization", header)
                                .status())
                        .as(header)
                        .isEqualTo(401);
            }
            for (String header : new String[] {"Bearer first-token", "bearer second-token", "Bearer  first-token "}) {
                assertThat(server.get("/api/cache/scores/Tom", "Authorization", header)
                                .body())
                        .as(header)
                        .isEqualTo("630");
            }
            assertThat(server.delete("/api/cache/scores").status()).isEqualTo(401);
            assertThat(server.put("/api/cache/scores/Tom", "text/plain", "1").status())
                    .isEqualTo(401);
            assertThat(server.post("/api/cache/scores/bulk", "{\"keys\":[\"Tom\"]}")
                            .status())
                    .isEqualTo(401);
            assertThat(server.post("/api/cache/invalidate?key=Tom", "").status())
                    .isEqualTo(401);
            assertThat(server.caches().cache("scores").get("Tom", String.class)).isEqualTo("630");
        }
        assertThat(output).contains("by callers with a token").doesNotContain("first-token", "second-token");
    }

    @Test
    void theFilterChainGoesFirst() throws Exception {
        try (CacheHttpServer server = CacheHttpServer.start(
                Locked.class,
                "cache.http.caches=*",
                "cache.caches.scores.type=memory",
                "cache.caches.open.type=memory")) {
            server.caches().cache("scores").put("Tom", "630");
            assertThat(server.get("/api/cache/scores/Tom").status()).isEqualTo(401);
            assertThat(server.delete("/api/cache/scores").status()).isEqualTo(401);
            assertThat(server.get("/api/cache/scores/Tom", "Authorization", CLERK)
                            .body())
                    .isEqualTo("630");
            assertThat(server.get("/api/cache/open/Tom").status()).isEqualTo(404); // which it opens
            // What a rule is for is what is answered: nothing is tidied up in between.
            assertThat(server.get("/api/cache/open/../scores/Tom").status()).isEqualTo(400);
            assertThat(server.get("/api/cache/open/%2e%2e/scores/Tom").status()).isEqualTo(400);
            assertThat(server.get("/api/cache/open;/scores/Tom").status()).isEqualTo(400);
        }
    }

    @Test
    void tokensAreAskedForBehindTheFilterChain(CapturedOutput output) throws Exception {
        try (CacheHttpServer server = CacheHttpServer.start(
                Locked.class,
                "cache.http.caches=*",
                "cache.http.tokens=t1",
                "logging.level.io.leafboot.cache=info",
                "cache.caches.open.type=memory")) {
            server.caches().cache("open").put("Tom", "630");
            assertThat(server.get("/api/cache/open/Tom").status()).isEqualTo(401);
            assertThat(server.get("/api/cache/open/Tom", "Authorization", "Bearer t1")
                            .body())
                    .isEqualTo("630");
        }
        assertThat(output).contains("by callers with a token whom the application's security lets pass");
    }

    @Test
    void aChainThatIsForOtherPathsGuardsNothing() throws Exception {
        try (CacheHttpServer server = CacheHttpServer.start(
                LockedElsewhere.class, "cache.http.caches=*", "cache.caches.scores.type=memory")) {
            server.caches().cache("scores").put("Tom", "630");
            Answer refused = server.get("/api/cache/scores/Tom");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.<String>read("$.type")).isEqualTo("urn:leaf:cache:unguarded");
            assertThat(server.delete("/api/cache/scores").status()).isEqualTo(403);
            assertThat(server.caches().cache("scores").get("Tom", String.class)).isEqualTo("630");
        }
        try (CacheHttpServer server = CacheHttpServer.start(
                LockedElsewhere.class,
                "cache.http.caches=*",
                "cache.http.open=true",
                "cache.caches.scores.type=memory")) {
            assertThat(server.get("/api/cache/scores/Tom").status()).isEqualTo(404);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @Import(CacheHttpServer.Server.class)
    static class Locked {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/api/cache/open/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.ignoringRequestMatchers("/api/cache/**"))
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(User.withUsername("clerk")
                    .password("{noop}{pw}")
                    .roles("CACHES")
                    .build());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @Import(CacheHttpServer.Server.class)
    static class LockedElsewhere {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.securityMatcher("/admin/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager();
        }
    }
}
