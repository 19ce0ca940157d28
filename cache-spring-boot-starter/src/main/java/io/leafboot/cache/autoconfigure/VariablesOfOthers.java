package io.leafboot.cache.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Passes over variables of the environment and system properties that were set for something else, such as
 * {@code CACHE_REDIS=cache:6379}: a group of our settings has no value of its own. Those without a place here at all, such as
 * {@code CACHE_DIR}, are passed over by Spring Boot. In a configuration file both are errors.
 */
final class VariablesOfOthers implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("cache");

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {

            @Override
            public @Nullable Object onFailure(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                    throws Exception {
                return error instanceof ConverterNotFoundException && isOfOthers(name, context)
                        ? null
                        : super.onFailure(name, target, context, error);
            }
        };
    }

    private static boolean isOfOthers(ConfigurationPropertyName name, BindContext context) {
        if (!name.equals(OURS) && !OURS.isAncestorOf(name)) {
            return false;
        }
        for (ConfigurationPropertySource source : context.getSources()) {
            if (source.getConfigurationProperty(name) != null) {
                return source.getUnderlyingSource() instanceof PropertySource<?> underlying
                        && (underlying.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                                || underlying
                                        .getName()
                                        .equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
            }
        }
        return false;
    }
}
