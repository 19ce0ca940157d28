package io.leafboot.id.jpa;

import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import java.time.LocalDate;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Creates the tags of {@code leaf.tags} that have no row yet: all of them once the beans are made, and one at once if a
 * bean draws from it before that. Rows that exist are left as they are, and one deleted later stays deleted.
 */
final class DeclaredTags implements SmartInitializingSingleton {

    private final LeafProperties properties;

    private final LeafTags tags;

    private final LeafPersistence persistence;

    private volatile boolean done;

    DeclaredTags(LeafProperties properties, LeafTags tags, LeafPersistence persistence) {
        this.properties = properties;
        this.tags = tags;
        this.persistence = persistence;
    }

    @Override
    public void afterSingletonsInstantiated() {
        persistence.awaitBuilt(); // an application without declared tags, too, must not start without it
        properties.tagsWithRow().forEach(this::create);
        done = true;
    }

    /** Creates {@code name} if it is declared and the application is still starting; tells whether it did. */
    boolean createEarly(String name) {
        LeafTagProperties tag = properties.tagsWithRow().get(name);
        if (done || tag == null) {
            return false;
        }
        create(name, tag);
        return true;
    }

    /**
     * Creates the row of a declared tag's present period, or of the one before or after it, where clocks differ; tells
     * whether it did. No other period, so that names which somebody made up make no rows. Also with
     * {@code leaf.schema.enabled=false}, since nobody could insert them in time.
     */
    boolean createPeriod(String row) {
        LeafProperties.Period period = properties.periodOf(row);
        if (period == null) {
            return false;
        }
        LeafTagProperties tag = period.settings();
        LocalDate today = LocalDate.now(tag.zone());
        for (int distance = -1; distance <= 1; distance++) {
            if (tag.reset().row(period.tag(), tag.reset().plus(today, distance)).equals(row)) {
                tags.create(row, stepOf(tag), tag.description(), tag.start());
                return true;
            }
        }
        return false;
    }

    private int stepOf(LeafTagProperties tag) {
        return tag.step() == null ? properties.defaultStep() : tag.step();
    }

    private void create(String name, LeafTagProperties tag) {
        int step = stepOf(tag);
        try {
            if (properties.schema().enabled()) {
                tags.create(name, step, tag.description(), tag.start());
            } else if (tags.find(name).isEmpty()) {
                throw missing(properties.tableName(), name, step, tag.start());
            }
        } catch (IllegalArgumentException e) {
            throw new LeafStartupException(
                    "leaf.tags." + name + " is not valid: " + e.getMessage(), "Correct the entry.", e);
        }
    }

    private static LeafStartupException missing(String table, String tag, int step, long start) {
        return new LeafStartupException(
                "Tag '" + tag + "' is declared in 'leaf.tags' but has no row, and 'leaf.schema.enabled' is false.",
                "Insert it: INSERT INTO " + table + " (biz_tag, max_id, step) VALUES ('" + tag.replace("'", "''")
                        + "', " + (start - 1) + ", " + step + ");",
                null);
    }
}
