package io.leafboot.id.autoconfigure;

import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where some declared tag is more than a sequence. */
final class OnRoutedTagsCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Map<String, LeafTagProperties> tags = Binder.get(context.getEnvironment())
                .bind("leaf.tags", Bindable.mapOf(String.class, LeafTagProperties.class))
                .orElse(Map.of());
        ConditionMessage.Builder message = ConditionMessage.forCondition("Tags with a type or a shape");
        return tags.values().stream().allMatch(LeafTagProperties::isPlain)
                ? ConditionOutcome.noMatch(message.because("none is declared"))
                : ConditionOutcome.match(message.because("some are declared"));
    }
}
