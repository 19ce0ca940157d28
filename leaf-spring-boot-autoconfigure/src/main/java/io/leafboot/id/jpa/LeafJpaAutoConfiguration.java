package io.leafboot.id.jpa;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;

/**
 * Configures the {@link SegmentAllocator} over a table in the application's database, or in the one that
 * {@code leaf.datasource.url} names, and {@link LeafTags}. Backs off where the application has an allocator of its own.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnClass({
    HikariDataSource.class,
    EntityManager.class,
    Session.class,
    JpaRepositoryFactory.class,
    Flyway.class,
    DataSourceAutoConfiguration.class
})
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnMissingBean({SegmentAllocator.class, IdGenerator.class})
@EnableConfigurationProperties(LeafProperties.class)
@Import({DatabaseInitializationDependencyConfigurer.class, ClaimTableConfiguration.class})
@ImportRuntimeHints(LeafJpaRuntimeHints.class)
public final class LeafJpaAutoConfiguration {

    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,47}");

    @Bean
    LeafPool leafPool(
            LeafProperties properties,
            @LeafDataSource ObjectProvider<DataSource> chosen,
            ObjectProvider<DataSource> dataSources,
            ListableBeanFactory beanFactory) {
        check(properties);
        DataSource dataSource =
                properties.datasource().url() != null ? null : applicationDataSource(chosen, dataSources, beanFactory);
        return new LeafPool(properties, dataSource);
    }

    private static DataSource applicationDataSource(
            ObjectProvider<DataSource> chosen, ObjectProvider<DataSource> all, ListableBeanFactory beanFactory) {
        DataSource dataSource;
        try {
            dataSource = chosen.getIfAvailable();
        } catch (NoUniqueBeanDefinitionException e) {
            throw new LeafStartupException(
                    "Several DataSources are annotated with @LeafDataSource: " + e.getBeanNamesFound() + ".",
                    "Annotate only the one that holds the table of ids.",
                    null);
        }
        if (dataSource == null) {
            dataSource = all.getIfUnique();
        }
        if (dataSource == null) {
            String[] names = beanFactory.getBeanNamesForType(DataSource.class);
            throw names.length == 0
                    ? new LeafStartupException(
                            "The id generator has no DataSource to claim ids from.",
                            "Set 'spring.datasource.url', or 'leaf.datasource.url' for a database of its own, or"
                                    + " 'leaf.enabled=false'.",
                            null)
                    : new LeafStartupException(
                            "There are several DataSources and none is primary: " + Arrays.toString(names) + ".",
                            "Annotate the one that holds the table of ids with @LeafDataSource, or make one @Primary, or"
                                    + " set 'leaf.datasource.url'.",
                            null);
        }
        return dataSource;
    }

    private static void check(LeafProperties properties) {
        if (!TABLE_NAME.matcher(properties.tableName()).matches()) {
            throw invalid(
                    "leaf.table-name",
                    properties.tableName(),
                    "1 to 48 letters, digits and underscores, no digit first");
        }
        LeafProperties.Datasource datasource = properties.datasource();
        if (datasource.url() == null
                && (datasource.username() != null
                        || datasource.password() != null
                        || datasource.driverClassName() != null)) {
            throw new LeafStartupException(
                    "'leaf.datasource.username', 'password' or 'driver-class-name' is set without 'leaf.datasource.url'.",
                    "Set 'leaf.datasource.url' too, or remove them to use the application's DataSource.",
                    null);
        }
        Duration claimTimeout = properties.claimTimeout();
        if (claimTimeout.toMillis() < 100 || claimTimeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw invalid("leaf.claim-timeout", DurationStyle.SIMPLE.print(claimTimeout), "from 100ms to 10m");
        }
        int poolSize = properties.datasource().maximumPoolSize();
        if (poolSize < 1 || poolSize > 64) {
            throw invalid("leaf.datasource.maximum-pool-size", poolSize, "from 1 to 64");
        }
    }

    private static LeafStartupException invalid(String setting, Object value, String allowed) {
        return new LeafStartupException(
                setting + " is " + value + "; allowed is " + allowed + ".",
                "Change the value in the application's configuration.",
                null);
    }

    /** Before the schema, so that it is built in the background while that is migrated. */
    @Bean
    LeafPersistence leafPersistence(LeafPool pool, LeafProperties properties) {
        return new LeafPersistence(
                pool.dataSource(), pool.database(), properties.tableName(), properties.claimTimeout());
    }

    @Bean
    @DependsOn("leafPersistence")
    LeafSchema leafSchema(LeafPool pool, LeafProperties properties, ObjectProvider<LeafSchemaPart> parts) {
        return new LeafSchema(
                pool.unlimitedDataSource(),
                pool.database(),
                properties.tableName(),
                properties.schema().enabled(),
                parts.stream().toList());
    }

    @Bean
    @DependsOn("leafSchema")
    LeafTags leafTags(
            LeafPersistence persistence,
            LeafProperties properties,
            ObjectProvider<SegmentIdGenerator> generator,
            ObjectProvider<ClaimTable> claims) {
        return new JpaLeafTags(
                new TagRows(persistence),
                properties.defaultStep(),
                properties.maxStep(),
                generator::getIfAvailable,
                claims::getIfAvailable);
    }

    @Bean
    DeclaredTags leafDeclaredTags(LeafProperties properties, LeafTags tags, LeafPersistence persistence) {
        return new DeclaredTags(properties, tags, persistence);
    }

    @Bean
    @DependsOn("leafSchema")
    SegmentAllocator leafSegmentAllocator(
            LeafPool pool,
            LeafPersistence persistence,
            LeafProperties properties,
            LeafTags tags,
            DeclaredTags declared) {
        return allocator(pool, persistence, properties, tags, declared);
    }

    static JpaSegmentAllocator allocator(
            LeafPool pool,
            LeafPersistence persistence,
            LeafProperties properties,
            LeafTags tags,
            DeclaredTags declared) {
        return new JpaSegmentAllocator(
                ClaimStatement.of(pool.database(), persistence, properties.tableName()),
                new TagRows(persistence),
                tag -> declared.createEarly(tag)
                        || declared.createPeriod(tag)
                        || (properties.autoCreateTags() && isFree(properties, tag) && createNow(tags, tag)));
    }

    /** Other periods of a tag make no rows, nor do declared tags that have none of their own. */
    private static boolean isFree(LeafProperties properties, String tag) {
        LeafTagProperties declared = properties.tags().get(tag);
        return properties.periodOf(tag) == null && (declared == null || declared.hasRow());
    }

    private static boolean createNow(LeafTags tags, String tag) {
        tags.create(tag);
        return true;
    }
}
