package io.leafboot.id.entity.jdbc;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Started on a class path without Hibernate, where ids come from somewhere else. */
public final class BasketsWithoutHibernate {

    private BasketsWithoutHibernate() {}

    /** Starts, saves a voucher, and stops; returns its id. */
    public static long start(String[] args) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Baskets.class, OwnGenerator.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(args)) {
            context.getBean(JdbcTemplate.class)
                    .execute("CREATE TABLE voucher (id bigint PRIMARY KEY, name varchar(40))");
            return context.getBean(VoucherRepository.class)
                    .save(new Voucher(null, "first"))
                    .id()
                    .number();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnGenerator {

        @Bean
        IdGenerator ids() {
            AtomicLong last = new AtomicLong(1_000);
            return SegmentIdGenerator.create(
                    request -> new SegmentClaim(last.addAndGet(request.length()), request.length(), request.length()));
        }
    }
}
