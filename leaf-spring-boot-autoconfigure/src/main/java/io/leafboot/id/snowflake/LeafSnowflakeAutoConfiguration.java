package io.leafboot.id.snowflake;

import io.leafboot.id.autoconfigure.ConditionalOnTagType;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafSnowflakeProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.autoconfigure.TagGeneratorCustomizer;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Configures the generator of tags of type snowflake, over whatever {@link WorkerTable} there is. */
@AutoConfiguration(
        before = LeafAutoConfiguration.class,
        afterName = "io.leafboot.id.jpa.LeafWorkerTableAutoConfiguration")
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnTagType(LeafTagProperties.Type.SNOWFLAKE)
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafSnowflakeAutoConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    SnowflakeIds leafSnowflakeIds(ObjectProvider<WorkerTable> table, LeafProperties properties) {
        return SnowflakeIds.create(
                table.getIfAvailable(() -> {
                    throw new LeafStartupException(
                            "Tags of type snowflake lease a worker id from a table, and there is no database that has it"
                                    + " ('leaf.allocator' is "
                                    + properties.allocator().name().toLowerCase(Locale.ROOT)
                                    + ").",
                            "Set 'leaf.allocator=jpa', or 'leaf.tags.<tag>.type=segment', or add a bean of type"
                                    + " WorkerTable.",
                            null);
                }),
                settings(properties));
    }

    private static SnowflakeSettings settings(LeafProperties properties) {
        LeafSnowflakeProperties snowflake = properties.snowflake();
        try {
            return new SnowflakeSettings(
                    new SnowflakeLayout(snowflake.epoch(), snowflake.workerBits(), snowflake.sequenceBits()),
                    snowflake.lease(),
                    snowflake.maxBackward(),
                    snowflake.maxClockSkew(),
                    properties.acquireTimeout(),
                    properties.maxBatch());
        } catch (IllegalArgumentException e) {
            throw new LeafStartupException(
                    "leaf.snowflake." + e.getMessage(), "Change the value in the application's configuration.", e);
        }
    }

    @Bean
    SnowflakeLifecycle leafSnowflakeLifecycle(SnowflakeIds ids) {
        return new SnowflakeLifecycle(ids);
    }

    @Bean
    @Order(TagGeneratorCustomizer.TYPE)
    TagGeneratorCustomizer leafSnowflakeTags(SnowflakeIds ids) {
        return (tag, settings, generator) -> {
            if (settings.type() != LeafTagProperties.Type.SNOWFLAKE) {
                return generator;
            }
            check(tag, settings);
            return ids.forTag(tag);
        };
    }

    private static void check(String tag, LeafTagProperties settings) {
        String useless = settings.reset() != LeafTagProperties.Reset.NONE
                ? "reset"
                : settings.step() != null ? "step" : settings.start() != 1 ? "start" : null;
        if (useless != null) {
            throw new LeafStartupException(
                    "leaf.tags." + tag + "." + useless + " does nothing for type snowflake, whose ids are no sequence.",
                    "Remove it, or set 'leaf.tags." + tag + ".type=segment'.",
                    null);
        }
    }
}
