package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table as an operator sees it, over plain JDBC. */
record TagTable(TestDatabase database, String name) {

    TagTable(TestDatabase database) {
        this(database, "leaf_alloc");
    }

    void insert(String tag, long maxId, int step) {
        update("INSERT INTO " + name + " (biz_tag, max_id, step) VALUES (?, ?, ?)", tag, maxId, step);
    }

    void setStep(String tag, int step) {
        update("UPDATE " + name + " SET step = ? WHERE biz_tag = ?", step, tag);
    }

    void setMaxId(String tag, long maxId) {
        update("UPDATE " + name + " SET max_id = ? WHERE biz_tag = ?", maxId, tag);
    }

    void delete(String tag) {
        update("DELETE FROM " + name + " WHERE biz_tag = ?", tag);
    }

    private void update(String sql, Object... values) {
        try (Connection connection = database.connect();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns {@code max_id|step} of exactly this tag. */
    String row(String tag) {
        try (Connection connection = database.connect();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT biz_tag, max_id, step FROM " + name + " WHERE biz_tag = ?")) {
            select.setString(1, tag);
            try (ResultSet rows = select.executeQuery()) {
                String found = "none";
                while (rows.next()) {
                    if (rows.getString(1).equals(tag)) {
                        found = rows.getLong(2) + "|" + rows.getInt(3);
                    }
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long maxId(String tag) {
        return Long.parseLong(row(tag).replaceFirst("\\|.*", ""));
    }
}
