package io.leafboot.benchmarks.cache;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Applications that consist of one configuration, so that nothing else on the class path takes part. */
public final class Application {

    private Application() {}

    /** Starts one; settings are {@code name=value}. */
    public static ConfigurableApplicationContext start(Class<?> configuration, String... settings) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(settings)
                .run();
    }
}
