package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.http.CacheHttpMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.web.servlet.DispatcherServlet;

/** Settings of access over HTTP that make no sense are errors at start, which say what to do. */
@ExtendWith(OutputCaptureExtension.class)
class CacheHttpSettingsTests {

    private static final AutoConfigurations CONFIGURATIONS =
            AutoConfigurations.of(CacheRegistryAutoConfiguration.class, CacheHttpAutoConfiguration.class);

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(CONFIGURATIONS)
            .withPropertyValues(
                    "cache.http.enabled=true",
                    "cache.http.caches=users",
                    "cache.caches.users.ttl=1h",
                    "cache.caches.users.max-size=10");

    @Test
    void withoutTokensOrSpringSecurityItDoesNotStart() {
        application.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidCacheSpecException.class)
                .hasMessageContaining("cache.http.tokens")
                .hasMessageContaining("Spring Security")
                .hasMessageContaining("cache.http.open=true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache.http.tokens=t1", "cache.http.open=true"})
    void withEitherItStarts(String setting) {
        application
                .withPropertyValues(setting)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(CacheHttpMapping.class));
    }

    @ParameterizedTest
    @CsvSource({
        "cache.http.max-bulk=0, 10000",
        "cache.http.max-bulk=10001, 10000",
        "cache.http.max-value-size=0B, 100MB",
        "cache.http.max-value-size=101MB, 100MB",
        "cache.http.base-path=/, /api/cache",
        "cache.http.base-path=api, /api/cache",
        "cache.http.base-path=/api/, /api/cache",
        "cache.http.base-path=/api/../x, /api/cache",
        "cache.http.base-path=/api/*, /api/cache",
        "'cache.http.caches=users,', '*'"
    })
    void aSettingOutOfRangeIsNamedWithTheFix(String setting, String fix) {
        application
                .withPropertyValues("cache.http.open=true", setting)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidCacheSpecException.class)
                        .hasMessageContaining(setting.substring(0, setting.indexOf('=')) + " ")
                        .hasMessageContaining(fix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "ümlaut", ""})
    void aTokenThatCannotBePresentedIsAnErrorThatDoesNotShowIt(String token) {
        application
                .withPropertyValues("cache.http.tokens[0]=good", "cache.http.tokens[1]=" + token)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("cache.http.tokens has a token")
                        .hasMessageNotContaining("with space")
                        .hasMessageNotContaining("good"));
    }

    @Test
    void whatIsListedAndNotThereIsAWarning(CapturedOutput output) {
        application
                .withPropertyValues("cache.http.open=true", "cache.http.caches=users,typo")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("There are no caches [typo] yet").contains("by anybody who reaches the port");
    }

    @Test
    void nothingListedIsAWarning(CapturedOutput output) {
        application
                .withPropertyValues("cache.http.open=true", "cache.http.caches=")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("No cache can be reached at /api/cache");
    }

    @Test
    void settingsDoNotShowTokens() {
        application
                .withPropertyValues("cache.http.tokens=hidden-one")
                .run(context -> assertThat(
                                context.getBean(CacheProperties.class).http().toString())
                        .contains("tokens=1")
                        .doesNotContain("hidden"));
    }

    @Test
    void whereNobodyCouldAnswerItIsAnError() {
        String message = "not a servlet web application";
        application
                .withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
        new ApplicationContextRunner()
                .withConfiguration(CONFIGURATIONS)
                .withPropertyValues("cache.http.enabled=true")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(CONFIGURATIONS)
                .withPropertyValues("cache.http.enabled=true")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
    }

    @Test
    void withoutTheRegistryThereIsNothingToReach() {
        application
                .withBean(CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheHttpMapping.class));
    }
}
