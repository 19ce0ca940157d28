package io.leafboot.id.uuid;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.autoconfigure.ConditionalOnTagType;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.autoconfigure.TagGeneratorCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/** Configures tags of type uuid7; needs the library {@code uuid-creator}. */
@AutoConfiguration(before = LeafAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnTagType(LeafTagProperties.Type.UUID7)
public final class LeafUuid7AutoConfiguration {

    private static final String FACTORY = "com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory";

    @Bean
    @Order(TagGeneratorCustomizer.TYPE)
    TagGeneratorCustomizer leafUuid7Tags(ResourceLoader resources) {
        boolean present = ClassUtils.isPresent(FACTORY, resources.getClassLoader());
        return (tag, settings, generator) -> {
            if (settings.type() != LeafTagProperties.Type.UUID7) {
                return generator;
            }
            if (!present) {
                throw new LeafStartupException(
                        "Tag '" + tag + "' is of type uuid7, and the library that makes them is not on the class path.",
                        "Add the dependency com.github.f4b6a3:uuid-creator.",
                        null);
            }
            check(tag, settings);
            return Factory.tag(tag);
        };
    }

    private static void check(String tag, LeafTagProperties settings) {
        String useless = settings.reset() != LeafTagProperties.Reset.NONE
                ? "reset"
                : settings.format() != null
                        ? "format"
                        : settings.obfuscate() != null
                                ? "obfuscate"
                                : settings.step() != null ? "step" : settings.start() != 1 ? "start" : null;
        if (useless != null) {
            throw new LeafStartupException(
                    "leaf.tags." + tag + "." + useless + " does nothing for type uuid7, whose ids are no numbers.",
                    "Remove it, or choose another type.",
                    null);
        }
    }

    /** Loaded only where the library is. */
    private static final class Factory {

        static TagIdGenerator tag(String tag) {
            return new Uuid7Tag(tag, TimeOrderedEpochFactory.builder().build());
        }
    }
}
