package io.leafboot.id.jpa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;

/**
 * A table that a feature keeps beside that of the tags. A bean of this type has {@link LeafSchema} create, upgrade and check
 * it, so that it is there only where the feature is on.
 *
 * <p>All parts share one history, so their versions differ: claims have 3, workers have 4. A part that is switched on
 * later is migrated out of order, and one that is switched off again is ignored.
 *
 * @param name what the table holds, in one word, which makes its name; see {@link #table(String)}
 * @param folder folder of the migrations on the class path, with one inside for each of {@link LeafDatabase#migrations};
 *     they name the table <code>${name_table}</code>, and that of the tags <code>${table}</code>
 * @param script file of the migration that creates the table as it has to be
 * @param columns the columns that have to be there, separated by commas
 * @param setting the setting that switches the feature off, such as {@code leaf.http.claims.enabled=false}
 */
record LeafSchemaPart(String name, String folder, String script, String columns, String setting) {

    /** Returns the name of the table beside one of the tags: {@code leaf_claim}, or {@code orders_claim}. */
    String table(String tagTable) {
        return tagTable.equals(LeafSchema.DEFAULT_TABLE) ? "leaf_" + name : tagTable + "_" + name;
    }

    String placeholder() {
        return name + "_table";
    }

    String location(LeafDatabase database) {
        return folder + "/" + folder(database);
    }

    private static String folder(LeafDatabase database) {
        return database.migrations == null ? "h2" : database.migrations;
    }

    /** Returns the statements that create the table on a database. */
    String ddl(LeafDatabase database, String tagTable) {
        return statements(location(database) + "/" + script)
                .replace("${" + placeholder() + "}", table(tagTable))
                .replace("${table}", tagTable);
    }

    /** Returns a script as one line without comments. */
    static String statements(String script) {
        try {
            return new ClassPathResource(script, LeafSchemaPart.class.getClassLoader())
                    .getContentAsString(StandardCharsets.UTF_8)
                    .replaceAll("(?m)^--.*\\R", "")
                    .replaceAll("\\s+", " ")
                    .strip();
        } catch (IOException e) {
            throw new IllegalStateException("The migrations are missing from the jar", e);
        }
    }
}
