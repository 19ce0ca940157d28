package io.leafboot.id.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** See {@link ConditionalOnTagType}. */
final class OnTagTypeCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        LeafTagProperties.Type type = metadata.getAnnotations()
                .get(ConditionalOnTagType.class)
                .getEnum("value", LeafTagProperties.Type.class);
        List<String> tags = Binder.get(context.getEnvironment())
                .bind("leaf.tags", Bindable.mapOf(String.class, LeafTagProperties.class))
                .map(declared -> declared.entrySet().stream()
                        .filter(tag -> tag.getValue().type() == type)
                        .map(tag -> tag.getKey())
                        .toList())
                .orElse(List.of());
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnTagType.class, type);
        return tags.isEmpty()
                ? ConditionOutcome.noMatch(message.because("no such tag is declared"))
                : ConditionOutcome.match(message.found("tag", "tags").items(tags));
    }
}
