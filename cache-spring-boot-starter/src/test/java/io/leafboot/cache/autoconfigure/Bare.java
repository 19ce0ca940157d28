package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that tests start as a user does, on a class path of its own perhaps; so nothing here but Spring Boot. What
 * is configured stands in {@code META-INF/spring}, as class names, as it does for an ordinary application.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
public class Bare {

    /** For those who look for one. */
    public static void main(String[] args) {
        start(args);
    }

    /** Starts, asks twice for what a cache keeps, and stops; returns how often it was computed, and the caches. */
    public static String start(String[] args) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Bare.class)
                .main(Bare.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(args)) {
            Doubler doubler = context.getBean(Doubler.class);
            doubler.twice(4);
            doubler.twice(4);
            return doubler.calls() + " "
                    + context.getBeanProvider(CacheRegistry.class).stream()
                            .map(CacheRegistry::names)
                            .toList();
        }
    }

    @Bean
    Doubler doubler() {
        return new Doubler();
    }

    /** Something to cache. */
    public static class Doubler {

        private int calls;

        @Cacheable("doubles")
        public int twice(int number) {
            calls++;
            return 2 * number;
        }

        public int calls() {
            return calls;
        }
    }
}
