package io.leafboot.id.json;

import io.leafboot.id.autoconfigure.LeafJsonProperties.IdsAsStrings;
import io.leafboot.id.autoconfigure.LeafProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Writes ids to JSON as {@code leaf.json.ids-as-strings} says. */
@AutoConfiguration(beforeName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass({JsonMapper.class, JsonMapperBuilderCustomizer.class})
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnProperty("leaf.json.ids-as-strings")
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafJsonAutoConfiguration {

    @Bean
    JsonMapperBuilderCustomizer leafIdsInJson(LeafProperties properties) {
        IdsAsStrings ids = properties.json().idsAsStrings();
        return builder -> {
            if (ids != IdsAsStrings.NONE) {
                builder.addModule(new IdModule(ids == IdsAsStrings.LARGE));
            }
        };
    }
}
