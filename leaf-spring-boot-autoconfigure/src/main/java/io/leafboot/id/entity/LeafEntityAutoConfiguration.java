package io.leafboot.id.entity;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;

/** Configures {@link LeafId} for Hibernate and for Spring Data JDBC, whichever there is. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
public final class LeafEntityAutoConfiguration {

    @Bean
    EntityIds leafEntityIds(
            ObjectProvider<IdGenerator> ids,
            ObjectProvider<LeafTags> tags,
            ObjectProvider<LeafProperties> properties,
            Environment environment) {
        return new EntityIds(ids, tags, properties, environment);
    }

    /** Hands the ids to each persistence unit that Spring Boot's properties go to. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HibernatePropertiesCustomizer.class, BeforeExecutionGenerator.class})
    @ImportRuntimeHints(GeneratorHints.class)
    static class HibernateConfiguration {

        @Bean
        HibernatePropertiesCustomizer leafEntityIdsCustomizer(EntityIds entityIds) {
            return properties -> properties.put(EntityIds.SETTING, entityIds);
        }
    }

    /** Gives ids to aggregates. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({JdbcMappingContext.class, BeforeConvertCallback.class})
    static class DataJdbcConfiguration {

        @Bean
        LeafIdCallback leafIdCallback(EntityIds entityIds, ObjectProvider<JdbcMappingContext> contexts) {
            return new LeafIdCallback(entityIds, contexts);
        }
    }

    /** Hibernate makes the generator by reflection. */
    static class GeneratorHints implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.reflection().registerType(LeafIdGenerator.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
        }
    }
}
