package io.leafboot.benchmarks.latency;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Ours as an application has it: the starter with its default settings, in a running Spring Boot application. */
final class LeafContestant implements Contestant {

    @EnableAutoConfiguration
    static class Application {}

    private final ConfigurableApplicationContext application;

    private final IdGenerator generator;

    private final SegmentIdGenerator status;

    LeafContestant(String jdbcUrl) {
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + jdbcUrl,
                        "spring.datasource.username=postgres",
                        "spring.main.banner-mode=off",
                        // The application's own tables, of which there are none.
                        "spring.flyway.enabled=false")
                .run();
        generator = application.getBean(IdGenerator.class);
        status = application.getBean(SegmentIdGenerator.class);
    }

    @Override
    public String name() {
        return String.format("**Leaf**, defaults (step %,d)", step());
    }

    @Override
    public int step() {
        return status.settings().defaultStep();
    }

    @Override
    public Source open(String tag) {
        TagIdGenerator ids = generator.forTag(tag);
        return new Source() {
            @Override
            public long next() {
                return ids.nextId();
            }

            @Override
            public long claims() {
                return status.status(tag).map(TagStatus::claims).orElse(0L);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        application.close();
    }
}
