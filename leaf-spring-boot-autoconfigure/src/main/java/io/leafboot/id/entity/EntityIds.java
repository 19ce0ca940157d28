package io.leafboot.id.entity;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;

/**
 * The ids of an application's entities. Whoever maps entities asks for the ids of each attribute with {@link LeafId}; what
 * was asked for while the beans were being made is checked once they are made, and what is asked for later, by a
 * persistence unit that is built late, at once.
 */
final class EntityIds implements SmartInitializingSingleton {

    /** Under which each of the application's persistence units finds this object among its properties. */
    static final String SETTING = "leaf.entity_ids";

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9-]+");

    /** An attribute, as errors name it. */
    private record Use(String attribute, String tag, Class<?> type, IdShape shape) {}

    private final ObjectProvider<IdGenerator> ids;

    private final ObjectProvider<LeafTags> tags;

    private final ObjectProvider<LeafProperties> properties;

    private final Environment environment;

    private final ReentrantLock lock = new ReentrantLock();

    private final List<Use> unchecked = new ArrayList<>();

    private boolean beansAreMade;

    private final Set<String> present = ConcurrentHashMap.newKeySet();

    EntityIds(
            ObjectProvider<IdGenerator> ids,
            ObjectProvider<LeafTags> tags,
            ObjectProvider<LeafProperties> properties,
            Environment environment) {
        this.ids = ids;
        this.tags = tags;
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * Returns the ids of an attribute. Takes none of them.
     *
     * @param annotation what stands on the attribute
     * @param attribute the attribute's name behind its entity's
     * @param type the attribute's type
     */
    AttributeIds of(LeafId annotation, String attribute, Class<?> type) {
        IdShape shape = IdShape.of(type);
        if (shape == null) {
            throw new LeafStartupException(
                    attribute + " has @LeafId and is of type " + type.getName() + ".",
                    "Give it one of the types that ids have: " + IdShape.SUPPORTED + ".",
                    null);
        }
        String tag = tag(annotation, attribute);
        check(new Use(attribute, tag, type, shape));
        return new AttributeIds(tag, shape, ids::getObject);
    }

    private String tag(LeafId annotation, String attribute) {
        String tag;
        try {
            tag = environment.resolveRequiredPlaceholders(annotation.value());
        } catch (IllegalArgumentException e) {
            throw new LeafStartupException(
                    attribute + " has @LeafId(\"" + annotation.value() + "\"): " + e.getMessage() + ".",
                    "Set what the placeholder names, or write the tag itself.",
                    e);
        }
        if (tag.isBlank() || tag.length() > IdGenerator.MAX_TAG_LENGTH) {
            throw new LeafStartupException(
                    attribute + " has @LeafId(\"" + annotation.value() + "\"), whose tag "
                            + (tag.isBlank() ? "is blank." : "has " + tag.length() + " characters."),
                    "Name a tag of 1 to " + IdGenerator.MAX_TAG_LENGTH + " characters.",
                    null);
        }
        return tag;
    }

    private void check(Use use) {
        lock.lock();
        try {
            if (!beansAreMade) {
                unchecked.add(use);
                return;
            }
        } finally {
            lock.unlock();
        }
        checkNow(use);
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<Use> uses;
        lock.lock();
        try {
            beansAreMade = true;
            uses = List.copyOf(unchecked);
            unchecked.clear();
        } finally {
            lock.unlock();
        }
        uses.forEach(this::checkNow);
    }

    /** Declared tags are created, or missed, elsewhere: in which order does not matter here. */
    private void checkNow(Use use) {
        if (ids.getIfAvailable() == null) {
            throw new LeafStartupException(
                    use.attribute + " has @LeafId and there is no id generator.",
                    "Add what the starter brings, or give the application an IdGenerator bean.",
                    null);
        }
        LeafProperties settings = properties.getIfAvailable();
        LeafTagProperties declared = settings == null ? null : settings.tags().get(use.tag);
        if (settings != null) {
            checkType(use, declared);
        }
        boolean willBeThere = declared != null || (settings != null && settings.autoCreateTags());
        if (!willBeThere && !present.contains(use.tag)) {
            checkPresent(use);
        }
    }

    private static void checkType(Use use, @Nullable LeafTagProperties declared) {
        boolean uuids = declared != null && declared.type() == LeafTagProperties.Type.UUID7;
        if (uuids && use.shape.basic() == long.class) {
            throw new LeafStartupException(
                    use.attribute + " is of type " + use.type.getSimpleName() + ", and '" + setting(use.tag)
                            + ".type' is uuid7, which has no numbers.",
                    "Make the attribute a UUID or a String, or give the tag another type.",
                    null);
        }
        if (declared != null && declared.reset() != Reset.NONE && use.shape.basic() == long.class) {
            throw new LeafStartupException(
                    use.attribute + " is of type " + use.type.getSimpleName() + ", and '" + setting(use.tag)
                            + ".reset' is " + declared.reset().name().toLowerCase(Locale.ROOT)
                            + ", so that a number alone is no id.",
                    "Make the attribute a String, which holds the period too, or remove 'reset'.",
                    null);
        }
        if (!uuids && use.shape.basic() == UUID.class) {
            throw new LeafStartupException(
                    use.attribute + " is of type " + use.type.getSimpleName() + ", and tag '" + use.tag
                            + "' gives no UUIDs.",
                    "Set '" + setting(use.tag) + ".type=uuid7', or make the attribute a long or a String.",
                    null);
        }
    }

    /** Where tags cannot be looked up, as with segments that are claimed over HTTP, the first id tells. */
    private void checkPresent(Use use) {
        LeafTags table = tags.getIfAvailable();
        if (table != null && table.find(use.tag).isEmpty()) {
            throw new LeafStartupException(
                    use.attribute + " has @LeafId(\"" + use.tag + "\"), and there is no tag '" + use.tag + "'.",
                    "Declare it, for instance by '" + setting(use.tag) + ".step=1000', or insert its row, or set"
                            + " 'leaf.auto-create-tags=true'; or correct the annotation.",
                    null);
        }
        present.add(use.tag);
    }

    private static String setting(String tag) {
        return PLAIN_KEY.matcher(tag).matches() ? "leaf.tags." + tag : "leaf.tags.[" + tag + "]";
    }
}
