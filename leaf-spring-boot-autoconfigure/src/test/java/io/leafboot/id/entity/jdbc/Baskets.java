package io.leafboot.id.entity.jdbc;

import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.repository.config.EnableJdbcAuditing;

/** An application over Spring Data JDBC, as a user writes it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
@EnableJdbcAuditing
public class Baskets {

    @Bean
    JdbcCustomConversions jdbcCustomConversions() {
        return new JdbcCustomConversions(List.of(new ToNumber(), new ToVoucherId()));
    }

    @WritingConverter
    static final class ToNumber implements Converter<VoucherId, Long> {

        @Override
        public Long convert(VoucherId id) {
            return id.number();
        }
    }

    @ReadingConverter
    static final class ToVoucherId implements Converter<Long, VoucherId> {

        @Override
        public VoucherId convert(Long number) {
            return new VoucherId(number);
        }
    }
}
