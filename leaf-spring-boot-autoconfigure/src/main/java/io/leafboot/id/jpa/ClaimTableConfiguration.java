package io.leafboot.id.jpa;

import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.segment.KeyedClaims;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** The table of keys, only where ranges are claimed for clients. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "leaf.http.enabled")
@ConditionalOnBooleanProperty(name = "leaf.http.claims.enabled", matchIfMissing = true)
class ClaimTableConfiguration {

    @Bean
    LeafSchemaPart leafClaimTable() {
        return ClaimTable.PART;
    }

    @Bean
    @DependsOn("leafSchema")
    ClaimTable leafClaims(LeafPersistence persistence) {
        return new ClaimTable(persistence);
    }

    @Bean
    KeyedClaims leafKeyedClaims(
            LeafPool pool,
            LeafPersistence persistence,
            LeafProperties properties,
            LeafTags tags,
            DeclaredTags declared,
            ClaimTable table) {
        return new JpaKeyedClaims(
                LeafJpaAutoConfiguration.allocator(pool, persistence, properties, tags, declared),
                table,
                properties.http().claims().checkedRetention(),
                Clock.systemUTC());
    }
}
