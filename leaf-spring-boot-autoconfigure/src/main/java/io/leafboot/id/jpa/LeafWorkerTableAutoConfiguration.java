package io.leafboot.id.jpa;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.autoconfigure.ConditionalOnTagType;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.snowflake.WorkerTable;
import org.hibernate.Session;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;

/**
 * Configures the table that worker ids are leased from, beside that of the tags, where a tag of type snowflake is declared.
 * Backs off where the application has a {@link WorkerTable} of its own.
 */
@AutoConfiguration(after = LeafJpaAutoConfiguration.class)
@ConditionalOnClass({HikariDataSource.class, Session.class})
@ConditionalOnBean(LeafPersistence.class)
@ConditionalOnMissingBean(WorkerTable.class)
@ConditionalOnTagType(LeafTagProperties.Type.SNOWFLAKE)
public final class LeafWorkerTableAutoConfiguration {

    static final LeafSchemaPart PART = new LeafSchemaPart(
            "worker",
            "db/leaf-workers",
            "V4__workers.sql",
            "worker_id, owner, fence, lease_until, issued_until",
            "leaf.tags.<tag>.type=segment");

    @Bean
    LeafSchemaPart leafWorkerSchema() {
        return PART;
    }

    @Bean
    @DependsOn("leafSchema")
    WorkerTable leafWorkerTable(LeafPersistence persistence, LeafPool pool, LeafProperties properties) {
        return new JpaWorkerTable(persistence, pool.database(), PART.table(properties.tableName()));
    }
}
