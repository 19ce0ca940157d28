package io.leafboot.cache.contract;

import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with annotated methods and a database. */
@Configuration(proxyBeanMethods = false)
@EnableCaching
@ImportAutoConfiguration({CacheRegistryAutoConfiguration.class, DataRedisAutoConfiguration.class})
class Application {

    @Bean
    Catalogue catalogue() {
        return new Catalogue();
    }

    @Bean
    Loads loads() {
        return new Loads();
    }

    @Bean
    DataSource dataSource() {
        return new DriverManagerDataSource("jdbc:h2:mem:contract", "sa", "");
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    TransactionTemplate transactions(PlatformTransactionManager transactionManager) {
        return new TransactionTemplate(transactionManager);
    }
}
