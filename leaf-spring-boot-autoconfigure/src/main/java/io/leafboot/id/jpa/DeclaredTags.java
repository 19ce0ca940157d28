package io.leafboot.id.jpa;

import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;

/** Creates the tags of {@code leaf.tags} that have no row yet; rows that exist are left as they are. */
final class DeclaredTags {

    private DeclaredTags() {}

    static void create(LeafProperties properties, LeafTags tags) {
        properties.tags().forEach((name, tag) -> {
            int step = tag.step() == null ? properties.defaultStep() : tag.step();
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
        });
    }

    private static LeafStartupException missing(String table, String tag, int step, long start) {
        return new LeafStartupException(
                "Tag '" + tag + "' is declared in 'leaf.tags' but has no row, and 'leaf.schema.enabled' is false.",
                "Insert it: INSERT INTO " + table + " (biz_tag, max_id, step) VALUES ('" + tag.replace("'", "''")
                        + "', " + (start - 1) + ", " + step + ");",
                null);
    }
}
