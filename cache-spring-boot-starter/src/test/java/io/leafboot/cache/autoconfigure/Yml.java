package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.test.RedisServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/** Applications whose settings are read as {@code application.yml} is: numbers are numbers there, and not text. */
final class Yml {

    private Yml() {}

    /** An application with caches in memory. */
    static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CacheRegistryAutoConfiguration.class,
                        IgnoredCachesAutoConfiguration.class,
                        CacheAutoConfiguration.class));
    }

    /** Where Redis is, and more time for it than a busy machine needs. */
    static String[] redis() {
        String[] server = RedisServers.standalone().properties();
        return new String[] {server[0], server[1], "cache.redis.command-timeout=10s"};
    }

    /** An application with these lines in its {@code application.yml}. */
    static ApplicationContextRunner application(String lines) {
        return application().withInitializer(settings(lines));
    }

    /** Adds these lines to what an application is configured with. */
    static ApplicationContextInitializer<ConfigurableApplicationContext> settings(String lines) {
        return context -> {
            try {
                new YamlPropertySourceLoader()
                        .load("application.yml", new ByteArrayResource(lines.getBytes(StandardCharsets.UTF_8)))
                        .forEach(source ->
                                context.getEnvironment().getPropertySources().addLast(source));
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        };
    }
}
