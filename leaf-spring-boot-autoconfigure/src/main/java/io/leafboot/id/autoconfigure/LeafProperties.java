package io.leafboot.id.autoconfigure;

import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the id generator. Ranges are checked when the application starts; an unknown name is an error.
 *
 * @param enabled Whether the id generator is configured at all.
 * @param allocator Where segments are claimed from.
 * @param tableName Name of the table of tags: letters, digits and underscores, not beginning with a digit.
 * @param database Kind of database, which decides on the claim statement.
 * @param ordering Order of a tag's ids within one instance.
 * @param defaultStep Step of a tag that is created without one.
 * @param minStep Least length of a segment, unless the tag's own step is smaller.
 * @param maxStep Greatest length of a segment; no claim is longer.
 * @param stepAdjustRatio Greatest factor by which the step changes from one refill to the next.
 * @param segmentDuration How long a segment should last at the present rate.
 * @param preloadThreshold Share of a segment after which the next one is claimed at the latest.
 * @param outageBudget How long the ids in memory should last while the database is down.
 * @param acquireTimeout How long a call waits for ids when there are none in memory.
 * @param claimTimeout How long one claim may take before it is given up.
 * @param cleanupInterval A tag without traffic for this long leaves memory.
 * @param maxBatch Most ids that one call may take.
 * @param returnUnusedOnShutdown Whether unused ids are given back to the table at shutdown and when an idle tag leaves
 *     memory, provided that nothing was claimed after them.
 * @param autoCreateTags Whether an unknown tag is created when it is first asked for.
 * @param schema Creation and upgrade of the table.
 * @param datasource The connections that claims are made on.
 * @param http The id service that this application is, and the one that it claims from.
 * @param snowflake Tags of type snowflake.
 * @param json Ids in JSON.
 * @param tags Tags that are created at start if missing, and warm before the application is ready.
 */
@ConfigurationProperties(prefix = "leaf", ignoreUnknownFields = false)
public record LeafProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("jpa") Allocator allocator,
        @DefaultValue("leaf_alloc") String tableName,
        @DefaultValue("auto") Database database,
        @DefaultValue("strict") Ordering ordering,
        @DefaultValue("1000") int defaultStep,
        @DefaultValue("100") int minStep,
        @DefaultValue("1000000") int maxStep,
        @DefaultValue("2.0") double stepAdjustRatio,
        @DefaultValue("15m") Duration segmentDuration,
        @DefaultValue("0.9") double preloadThreshold,
        @DefaultValue("1m") Duration outageBudget,
        @DefaultValue("2s") Duration acquireTimeout,
        @DefaultValue("5s") Duration claimTimeout,
        @DefaultValue("1h") Duration cleanupInterval,
        @DefaultValue("100000") int maxBatch,
        @DefaultValue("false") boolean returnUnusedOnShutdown,
        @DefaultValue("false") boolean autoCreateTags,
        @DefaultValue Schema schema,
        @DefaultValue Datasource datasource,
        @DefaultValue @NestedConfigurationProperty LeafHttpProperties http,
        @DefaultValue @NestedConfigurationProperty LeafSnowflakeProperties snowflake,
        @DefaultValue @NestedConfigurationProperty LeafJsonProperties json,
        @DefaultValue Map<String, LeafTagProperties> tags) {

    /** Where segments are claimed from. */
    public enum Allocator {
        /** A table in a database, over JPA. */
        JPA,
        /** An id service, over HTTP. */
        HTTP
    }

    /** Kinds of database. */
    public enum Database {
        /** Told by the JDBC driver. */
        AUTO,
        /** PostgreSQL and what speaks its dialect. */
        POSTGRESQL,
        /** MySQL. */
        MYSQL,
        /** MariaDB. */
        MARIADB,
        /** SQLite. */
        SQLITE,
        /** H2. */
        H2,
        /** Any other: standard SQL in a transaction; the table is not created. */
        PORTABLE
    }

    /**
     * Creation and upgrade of the table.
     *
     * @param enabled Whether Flyway creates and upgrades the table, and declared tags are inserted. When off, a missing
     *     table or row is an error at start.
     */
    public record Schema(@DefaultValue("true") boolean enabled) {}

    /**
     * The connections that claims are made on: a small pool apart from the application's.
     *
     * @param url JDBC URL of the database that holds the table, if it is not the application's.
     * @param username User for this URL.
     * @param password Password for this URL.
     * @param driverClassName JDBC driver for this URL, if the URL does not tell.
     * @param maximumPoolSize Most connections; all but one are closed when idle.
     */
    public record Datasource(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable String driverClassName,
            @DefaultValue("2") int maximumPoolSize) {

        @Override
        public String toString() { // the password, which a URL may hold too, stays out of logs
            return "Datasource[url=" + (url == null ? "none" : "given") + ", maximumPoolSize=" + maximumPoolSize + "]";
        }
    }

    /** Returns the declared tags that draw from one row of the table that bears their name. */
    public Map<String, LeafTagProperties> tagsWithRow() {
        Map<String, LeafTagProperties> withRow = new LinkedHashMap<>(tags);
        withRow.values().removeIf(tag -> !tag.hasRow());
        return withRow;
    }

    /**
     * Tells whose period a row is: that of a declared tag whose numbers begin anew.
     *
     * @param row the row's key
     * @return the period, or {@code null} if the row is no such
     */
    public @Nullable Period periodOf(String row) {
        int dot = row.lastIndexOf('.');
        LeafTagProperties tag = dot < 1 ? null : tags.get(row.substring(0, dot));
        LocalDate firstDay = tag == null ? null : tag.reset().firstDay(row.substring(dot + 1));
        return tag == null || firstDay == null ? null : new Period(row.substring(0, dot), tag, firstDay);
    }

    /** Returns the declared tag whose period a row is, or else the row's own name: what an operator knows it by. */
    public String tagOf(String row) {
        Period period = periodOf(row);
        return period == null ? row : period.tag();
    }

    /**
     * A period of a declared tag, which draws from a row of its own.
     *
     * @param tag the tag
     * @param settings its settings
     * @param firstDay the first day of the period
     */
    public record Period(String tag, LeafTagProperties settings, LocalDate firstDay) {

        /** Tells whether the period has ended. */
        public boolean isPast(Instant now) {
            LocalDate today = LocalDate.ofInstant(now, settings.zone());
            return !settings.reset().plus(firstDay, 1).isAfter(today);
        }
    }

    /** Returns the engine's part of these settings, checked; a bad one is a {@link LeafStartupException}. */
    SegmentSettings toSegmentSettings() {
        try {
            return new SegmentSettings(
                    ordering,
                    defaultStep,
                    minStep,
                    maxStep,
                    stepAdjustRatio,
                    segmentDuration,
                    preloadThreshold,
                    outageBudget,
                    acquireTimeout,
                    cleanupInterval,
                    returnUnusedOnShutdown,
                    maxBatch);
        } catch (IllegalArgumentException e) {
            throw new LeafStartupException(
                    "leaf." + e.getMessage(), "Change the value in the application's configuration.", e);
        }
    }
}
