package io.leafboot.id.entity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.CollectionFactory;
import org.springframework.core.Ordered;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;

/**
 * What {@link LeafId} is to Spring Data JDBC: gives ids to the new entities of an aggregate, its root and what lies below.
 * Comes last, because auditing tells by the id whether an aggregate is new.
 */
final class LeafIdCallback implements BeforeConvertCallback<Object>, SmartInitializingSingleton, Ordered {

    /** What there is to do for an entity of one type. */
    private record Plan(
            RelationalPersistentEntity<?> entity,
            @Nullable RelationalPersistentProperty id,
            @Nullable AttributeIds ids,
            List<RelationalPersistentProperty> children) {}

    private final EntityIds entityIds;

    private final ObjectProvider<JdbcMappingContext> contexts;

    private final Map<Class<?>, Plan> plans = new ConcurrentHashMap<>();

    LeafIdCallback(EntityIds entityIds, ObjectProvider<JdbcMappingContext> contexts) {
        this.entityIds = entityIds;
        this.contexts = contexts;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    /** Has the tags of all entities that are known at start checked with the start. */
    @Override
    public void afterSingletonsInstantiated() {
        contexts.forEach(context -> context.getPersistentEntities().forEach(entity -> plan(entity.getType())));
    }

    @Override
    public Object onBeforeConvert(Object aggregate) {
        return withIds(aggregate);
    }

    private Object withIds(Object object) {
        Plan plan = plan(object.getClass());
        if (plan.ids == null && plan.children.isEmpty()) {
            return object;
        }
        PersistentPropertyAccessor<Object> accessor = plan.entity.getPropertyAccessor(object);
        if (plan.ids != null && plan.id != null && isUnset(plan.id, accessor.getProperty(plan.id))) {
            accessor.setProperty(plan.id, plan.ids.next());
        }
        for (RelationalPersistentProperty child : plan.children) {
            Object value = accessor.getProperty(child);
            if (value != null) {
                Object replaced = replaced(value);
                if (replaced != value) {
                    accessor.setProperty(child, replaced);
                }
            }
        }
        return accessor.getBean();
    }

    /** As Spring Data tells a new entity. */
    private static boolean isUnset(RelationalPersistentProperty id, @Nullable Object value) {
        return value == null || (id.getType().isPrimitive() && ((Number) value).longValue() == 0);
    }

    /** A collection is replaced where an element is another object now; a set also because its elements' hashes may change. */
    private Object replaced(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = CollectionFactory.createApproximateMap(map, map.size());
            map.forEach((key, element) -> copy.put(key, withIds(element)));
            return copy;
        }
        if (value instanceof Collection<?> collection) {
            Collection<Object> copy = CollectionFactory.createApproximateCollection(collection, collection.size());
            boolean changed = value instanceof Set;
            for (Object element : collection) {
                Object withId = withIds(element);
                changed |= withId != element;
                copy.add(withId);
            }
            return changed ? copy : value;
        }
        return withIds(value);
    }

    private Plan plan(Class<?> type) {
        Plan plan = plans.get(type);
        if (plan == null) { // made twice by two threads at once, which is harmless
            plan = newPlan(entity(type));
            plans.put(type, plan);
        }
        return plan;
    }

    private Plan newPlan(RelationalPersistentEntity<?> entity) {
        RelationalPersistentProperty id = idWithAnnotation(entity);
        AttributeIds ids = null;
        if (id != null) {
            String attribute = entity.getType().getName() + "." + id.getName();
            ids = entityIds.of(id.getRequiredAnnotation(LeafId.class), attribute, id.getType());
        }
        List<RelationalPersistentProperty> children = new ArrayList<>();
        entity.forEach(property -> {
            if (mayHold(property, new HashSet<>())) {
                children.add(property);
            }
        });
        return new Plan(entity, id, ids, List.copyOf(children));
    }

    private static @Nullable RelationalPersistentProperty idWithAnnotation(RelationalPersistentEntity<?> entity) {
        RelationalPersistentProperty id = entity.getIdProperty();
        return id != null && id.isAnnotationPresent(LeafId.class) ? id : null;
    }

    /** Tells whether there may be entities with {@link LeafId} in {@code property} or below. */
    private boolean mayHold(RelationalPersistentProperty property, Set<Class<?>> seen) {
        Class<?> type = property.getActualType();
        if (!property.isEntity() || property.getType().isArray() || !seen.add(type)) {
            return false;
        }
        RelationalPersistentEntity<?> child = entity(type);
        if (idWithAnnotation(child) != null) {
            return true;
        }
        for (RelationalPersistentProperty below : child) {
            if (mayHold(below, seen)) {
                return true;
            }
        }
        return false;
    }

    private RelationalPersistentEntity<?> entity(Class<?> type) {
        for (JdbcMappingContext context : contexts) {
            if (context.hasPersistentEntityFor(type)) {
                return context.getRequiredPersistentEntity(type);
            }
        }
        return contexts.iterator().next().getRequiredPersistentEntity(type); // whichever: its annotations are the same
    }
}
