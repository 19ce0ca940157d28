package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.http.claims.LeafClaimsAutoConfiguration;
import io.leafboot.id.jpa.LeafJpaAutoConfiguration;
import io.leafboot.id.segment.SegmentIdGenerator;
import jakarta.servlet.Servlet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.ObjectMapper;

/** When the id service is there, and what it says at start. */
@ExtendWith(OutputCaptureExtension.class)
class IdServiceConfigurationTests {

    private static final String ON = "leaf.http.enabled=true";

    private static <R extends AbstractApplicationContextRunner<R, ?, ?>> R configured(R runner) {
        return runner.withConfiguration(LeafRunner.ours())
                .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + LeafRunner.newDatabase(), "leaf.tags.order.step=10");
    }

    private static WebApplicationContextRunner web() {
        return configured(new WebApplicationContextRunner());
    }

    @Test
    void itIsOffByDefault() {
        web().run(context -> assertThat(context)
                .hasSingleBean(IdGenerator.class)
                .doesNotHaveBean(TagAccess.class)
                .doesNotHaveBean(HttpRequestHandler.class));
    }

    @Test
    void itIsOffWhereIdsAreOff() {
        web().withPropertyValues(ON, "leaf.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TagAccess.class));
    }

    @Test
    void callsOfOthersAndTheLogLevelAreSwitchedOnOneByOne() {
        web().withPropertyValues(ON)
                .run(context -> assertThat(context.getBeanNamesForType(HttpRequestHandler.class))
                        .containsExactlyInAnyOrder("/api/v1/id", "/api/v1/id/batch", "/api/v1/segments/{tag}"));
        web().withPropertyValues(ON, "leaf.http.log-level.enabled=true")
                .run(context -> assertThat(context).hasBean("/api/v1/log/level"));
        web().withPropertyValues(ON, "leaf.http.meituan.enabled=true")
                .run(context -> assertThat(context)
                        .hasBean("/api/segment/get/{key}")
                        .hasBean("/api/snowflake/get/{key}")
                        .doesNotHaveBean("/tinyid/id/nextId"));
        web().withPropertyValues(ON, "leaf.http.tinyid.enabled=true")
                .run(context -> assertThat(context)
                        .hasBean("/tinyid/id/nextId")
                        .hasBean("/tinyid/id/nextSegmentIdSimple")
                        .doesNotHaveBean("/api/segment/get/{key}"));
    }

    @Test
    void rangesAreClaimedOnlyWhereTokensAreAskedFor() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        LeafJpaAutoConfiguration.class,
                        LeafAutoConfiguration.class,
                        LeafClaimsAutoConfiguration.class))
                .withPropertyValues(ON, "spring.datasource.url=" + LeafRunner.newDatabase())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(SegmentIdGenerator.class)
                        .doesNotHaveBean(HttpRequestHandler.class));
    }

    @Test
    void itNeedsNoJson() {
        web().withPropertyValues(ON)
                .withClassLoader(new FilteredClassLoader(ObjectMapper.class))
                .run(context -> assertThat(context).hasNotFailed().hasBean("/api/v1/id"));
    }

    @ParameterizedTest
    @ValueSource(classes = {DispatcherServlet.class, Servlet.class})
    void withoutSpringMvcTheStartFails(Class<?> missing) {
        // Without them Spring Boot makes no web application, and neither does this one.
        failsWithoutSpringMvc(
                configured(new ApplicationContextRunner()).withClassLoader(new FilteredClassLoader(missing)));
    }

    @Test
    void inAnApplicationThatIsNotWebTheStartFails() {
        failsWithoutSpringMvc(configured(new ApplicationContextRunner()));
    }

    @Test
    void inAReactiveApplicationTheStartFails() {
        failsWithoutSpringMvc(configured(new ReactiveWebApplicationContextRunner()));
    }

    @Test
    void withoutIdsTheStartFails() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LeafHttpAutoConfiguration.class))
                .withPropertyValues(ON)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(LeafStartupException.class)
                        .rootCause()
                        .hasMessageContainingAll("no id generator", "leaf-spring-boot-starter"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leaf.http.max-count=0              | leaf.http.max-count is 0",
                "leaf.http.max-count=100001         | leaf.max-batch, which is 100000",
                "leaf.http.tinyid.segment-size=0    | leaf.http.tinyid.segment-size is 0",
                "leaf.http.tokens.[shop/order]=s3cret | leaf.http.tokens.[shop/order]",
                "leaf.http.tokens.order=            | leaf.http.tokens.[order] has no token",
                "leaf.http.tokens.order[0]=s3cret x | leaf.http.tokens.[order] has a token that cannot be presented",
                "leaf.http.tokens.order[0]=s3crét   | leaf.http.tokens.[order] has a token that cannot be presented"
            })
    void aSettingOutOfRange(String setting, String problem) {
        web().withPropertyValues(ON, setting.strip())
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(LeafStartupException.class)
                        .rootCause()
                        .hasMessageContaining(problem)
                        .hasMessageNotContaining("s3cr"));
    }

    @Test
    void anOpenServiceSaysSoOnce(CapturedOutput output) {
        web().withPropertyValues(ON).run(context -> assertThat(output).containsOnlyOnce("The id service is open"));
    }

    @Test
    void withTokensItIsNotOpenAndShowsNone(CapturedOutput output) {
        UnaryOperator<String> token = name -> "leaf.http.tokens." + name + "=s3cret";
        web().withPropertyValues(ON, token.apply("order"), token.apply("[*]")).run(context -> {
            assertThat(output).doesNotContain("The id service is open").doesNotContain("s3cret");
            assertThat(context.getBean(LeafProperties.class).toString())
                    .contains("tokens for [")
                    .doesNotContain("s3cret");
            assertThat(context.getBean(TagAccess.class).toString()).doesNotContain("s3cret");
        });
    }

    @Test
    void behindSpringSecurityItIsNotCalledOpen(CapturedOutput output) {
        web().withPropertyValues(ON)
                .withUserConfiguration(Chain.class)
                .run(context -> assertThat(output).doesNotContain("The id service is open"));
    }

    private static <R extends AbstractApplicationContextRunner<R, ?, ?>> void failsWithoutSpringMvc(R runner) {
        runner.withPropertyValues(ON)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(LeafStartupException.class)
                        .rootCause()
                        .hasMessageContainingAll("'leaf.http.enabled' is true", "Add 'spring-boot-starter-webmvc'"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Chain {

        @Bean
        SecurityFilterChain chain() {
            return new org.springframework.security.web.DefaultSecurityFilterChain(request -> true);
        }
    }
}
