package io.leafboot.id.entity;

import io.leafboot.id.autoconfigure.LeafStartupException;
import java.util.EnumSet;
import java.util.Objects;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.AnnotationBasedGenerator;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.EventTypeSets;
import org.hibernate.generator.GeneratorCreationContext;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LeafId} is to Hibernate, which makes one for each such attribute of each persistence unit. Holds nothing static:
 * it finds the ids of its application among the properties of its unit.
 */
final class LeafIdGenerator implements BeforeExecutionGenerator, AnnotationBasedGenerator<LeafId> {

    private static final long serialVersionUID = 1L;

    /** Set before Hibernate publishes the generator. */
    private transient @Nullable AttributeIds ids;

    private boolean allowAssigned;

    /** Called by Hibernate, through Spring's bean container or by itself. */
    LeafIdGenerator() {}

    @Override
    public void initialize(LeafId annotation, GeneratorCreationContext context) {
        String entity = Objects.requireNonNullElseGet(context.getPersistentClass(), context::getRootClass)
                .getEntityName();
        String attribute = entity + "." + context.getProperty().getName();
        Object source = context.getServiceRegistry()
                .requireService(ConfigurationService.class)
                .getSettings()
                .get(EntityIds.SETTING);
        if (!(source instanceof EntityIds entityIds)) {
            throw new LeafStartupException(
                    attribute + " has @LeafId and its EntityManagerFactory does not know the id generator.",
                    "Remove 'leaf.enabled=false' if it is set; where the factory is built by hand, apply Spring Boot's"
                            + " HibernatePropertiesCustomizer beans to its properties: 'customizers.forEach(c ->"
                            + " c.customize(factory.getJpaPropertyMap()))'.",
                    null);
        }
        ids = entityIds.of(annotation, attribute, context.getType().getReturnedClass());
        allowAssigned = annotation.allowAssigned();
    }

    @Override
    public Object generate(
            SharedSessionContractImplementor session,
            Object owner,
            @Nullable Object currentValue,
            EventType eventType) {
        return currentValue != null && allowAssigned && isAssigned(currentValue)
                ? currentValue
                : Objects.requireNonNull(ids).next();
    }

    /** Hibernate does not tell a {@code long} from a {@code Long}; ids begin above 0. */
    private static boolean isAssigned(Object value) {
        return !(value instanceof Long number) || number != 0;
    }

    @Override
    public EnumSet<EventType> getEventTypes() {
        return EventTypeSets.INSERT_ONLY;
    }

    @Override
    public boolean allowAssignedIdentifiers() {
        return allowAssigned;
    }
}
