package io.leafboot.cache.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names what stands under {@code cache} and is no setting of ours, and those there are. */
@Order(Ordered.HIGHEST_PRECEDENCE + 100) // before Spring Boot's, which knows nothing of the names there are
final class UnknownCacheSettingFailureAnalyzer
        extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("cache");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
        if (!cause.getUnboundProperties().stream().allMatch(property -> PREFIX.isAncestorOf(property.getName()))) {
            return null;
        }
        String description = cause.getUnboundProperties().stream()
                .map(property -> property.getName() + " is set, but there is no such setting"
                        + (property.getOrigin() == null ? "." : " (" + property.getOrigin() + ")."))
                .collect(Collectors.joining(System.lineSeparator()));
        String action =
                "Correct the name, or move it to another prefix if it is not meant for caches. Under cache stand "
                        + names(CacheProperties.class) + "; a cache has " + names(CacheProperties.Settings.class) + ".";
        return new FailureAnalysis(description, action, cause);
    }

    private static String names(Class<? extends Record> settings) {
        return Arrays.stream(settings.getRecordComponents())
                .map(RecordComponent::getName)
                .map(DataObjectPropertyName::toDashedForm)
                .collect(Collectors.joining(", "));
    }
}
