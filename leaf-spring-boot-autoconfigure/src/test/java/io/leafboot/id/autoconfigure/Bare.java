package io.leafboot.id.autoconfigure;

import io.leafboot.id.IdGenerator;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application that {@link ClassPathTests} starts on a class path of its own; so nothing here but Spring Boot. What is
 * configured stands in {@code META-INF/spring}, as class names, as it does for an ordinary application.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
public class Bare {

    /** For those who look for one. */
    public static void main(String[] args) {
        start(args);
    }

    /** Starts, draws an id, and stops; returns the id, or 0 without an id generator. */
    public static long start(String[] args) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Bare.class)
                .main(Bare.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(args)) {
            IdGenerator ids = context.getBeanProvider(IdGenerator.class).getIfAvailable();
            return ids == null ? 0 : ids.nextId("order");
        }
    }
}
