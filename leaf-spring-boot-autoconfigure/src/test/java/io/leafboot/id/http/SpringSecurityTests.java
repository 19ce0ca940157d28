package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

/** Spring Security's filters come before the calls; tokens, where there are any, are asked for behind them. */
class SpringSecurityTests {

    private static final String CLERK = "Basic " + Base64.getEncoder().encodeToString("clerk:{pw}".getBytes());

    private static WireServer locked;

    private static WireServer withTokens;

    @BeforeAll
    static void start() {
        locked = WireServer.start(
                Locked.class,
                "leaf.http.meituan.enabled=true",
                "leaf.http.tinyid.enabled=true",
                "leaf.tags.order.step=100",
                "leaf.tags.user.step=100");
        withTokens = WireServer.start(
                Locked.class,
                "leaf.http.meituan.enabled=true",
                "leaf.http.tinyid.enabled=true",
                "leaf.tags.order.step=100",
                "leaf.http.tokens.order=orders-1");
    }

    @AfterAll
    static void stop() {
        locked.close();
        withTokens.close();
    }

    @Test
    void theFilterChainDecidesWhoMayCall() throws Exception {
        assertThat(locked.send("GET", "/api/v1/id?biz_tag=order").statusCode()).isEqualTo(401);
        assertThat(locked.send("GET", "/api/segment/get/order").statusCode()).isEqualTo(401);
        assertThat(locked.send("GET", "/api/v1/id?biz_tag=order", "Authorization", "Basic bm86Ym9keQ==")
                        .statusCode())
                .isEqualTo(401);
        assertThat(locked.get("/api/v1/id?biz_tag=order", "Authorization", CLERK))
                .isEqualTo("{\"code\":0,\"msg\":\"success\",\"data\":1}\n");
        assertThat(locked.get("/api/segment/get/order", "Authorization", CLERK)).isEqualTo("2");
    }

    @Test
    void anErrorIsNotLostBehindTheFilterChain() throws Exception {
        assertThat(locked.get("/api/segment/get/nobody", "Authorization", CLERK))
                .contains("\"status\":500", "Result{id=-2, status=EXCEPTION}");
    }

    @Test
    void aPathThatTheChainOpensIsOpen() throws Exception {
        assertThat(locked.send("POST", "/tinyid/id/nextIdSimple?bizType=user").body())
                .isEqualTo("1");
    }

    @Test
    void tokensAreAskedForBehindTheFilterChain() throws Exception {
        String path = "/tinyid/id/nextIdSimple?bizType=order&token=";
        assertThat(withTokens.get(path + "wrong")).isEmpty();
        assertThat(withTokens.get(path + "orders-1")).isEqualTo("1");
        assertThat(withTokens
                        .send("GET", "/api/v1/id?biz_tag=order", "Authorization", CLERK)
                        .body())
                .contains("\"code\":4");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @Import(WireServer.Server.class)
    static class Locked {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/tinyid/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.ignoringRequestMatchers("/tinyid/**"))
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(User.withUsername("clerk")
                    .password("{noop}{pw}")
                    .roles("IDS")
                    .build());
        }
    }
}
