package io.leafboot.id.actuate;

import io.leafboot.id.LeafTag;
import io.leafboot.id.LeafTags;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.forecast.Exhaustion;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.snowflake.SnowflakeIds;
import io.leafboot.id.snowflake.SnowflakeTagStatus;
import io.leafboot.id.snowflake.WorkerStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} that shows tags and their buffers, and lets an operator change a step or advance a row that
 * went back. Reading takes no id, and works while the database is down.
 */
@Endpoint(id = "leaf")
public class LeafEndpoint {

    private final SegmentIdGenerator generator;

    private final Supplier<@Nullable LeafTags> tags;

    private final Supplier<@Nullable SnowflakeIds> snowflake;

    private final Forecasts forecasts;

    private final LeafProperties properties;

    LeafEndpoint(
            SegmentIdGenerator generator,
            Supplier<@Nullable LeafTags> tags,
            Supplier<@Nullable SnowflakeIds> snowflake,
            Forecasts forecasts,
            LeafProperties properties) {
        this.generator = generator;
        this.tags = tags;
        this.snowflake = snowflake;
        this.forecasts = forecasts;
        this.properties = properties;
    }

    /**
     * Returns all tags: those with a row, and those in this instance's memory. Of a tag whose numbers begin anew, only the
     * periods in memory, since there is one more row each day.
     */
    @ReadOperation
    public LeafDescriptor leaf() {
        Map<String, TagDescriptor> descriptors = new TreeMap<>();
        String error = null;
        LeafTags rows = tags.get();
        if (rows != null) {
            try {
                for (LeafTag row : rows.list()) {
                    TagStatus status = status(row.tag());
                    if (status != null || properties.periodOf(row.tag()) == null) {
                        descriptors.put(row.tag(), describe(row.tag(), row, status));
                    }
                }
            } catch (RuntimeException e) { // the database is down: show what is in memory
                error = e.toString();
            }
        }
        for (TagStatus status : generator.statuses()) {
            descriptors.computeIfAbsent(status.tag(), tag -> describe(tag, null, status));
        }
        SnowflakeIds ids = snowflake.get();
        if (ids != null) {
            ids.tags().forEach(tag -> descriptors.put(tag.tag(), TagDescriptor.of(tag)));
        }
        return new LeafDescriptor(
                generator.isRunning(),
                generator.settings().ordering().name(),
                error,
                ids == null ? null : ids.worker(),
                descriptors);
    }

    /** Returns one tag, or {@code null} if it has neither a row nor a buffer in this instance. */
    @ReadOperation
    public @Nullable TagDescriptor tag(@Selector String tag) {
        SnowflakeTagStatus ofClock = snowflake(tag);
        if (ofClock != null) {
            return TagDescriptor.of(ofClock);
        }
        TagStatus status = status(tag);
        LeafTag row = null;
        LeafTags rows = tags.get();
        if (rows != null) {
            try {
                row = rows.find(tag).orElse(null);
            } catch (RuntimeException e) { // the database is down, or the tag is not one it could hold
                row = null;
            }
        }
        boolean known = row != null || (status != null && status.claims() + status.delegatedClaims() > 0);
        return known ? describe(tag, row, status) : null;
    }

    /**
     * Changes a tag: either its step, or how far its row is.
     *
     * @param tag the tag
     * @param step if given, the new step of its row
     * @param advanceTo if given, the row's {@code max_id} is raised to at least this, and to at least the highest id this
     *     instance received, and a quarantine is lifted; see {@link LeafTags#advance(String, long)}. Where the row is
     *     not in reach, only ranges above this are used from now on, and a quarantine is lifted
     * @return the tag afterwards
     * @throws UnknownTagException if it has no row
     */
    @WriteOperation
    public @Nullable TagDescriptor change(@Selector String tag, @Nullable Integer step, @Nullable Long advanceTo) {
        if ((step == null) == (advanceTo == null)) { // one at a time: a refusal has changed nothing
            throw new IllegalArgumentException("Give either 'step' or 'advanceTo'.");
        }
        LeafTags rows = tags.get();
        if (rows == null) {
            changeWithoutRow(tag, advanceTo);
        } else if (step != null) {
            rows.changeStep(tag, step);
        } else if (advanceTo != null) {
            rows.advance(tag, advanceTo);
        }
        return tag(tag);
    }

    /** The row is somewhere else, as with segments that are claimed over HTTP, and is changed there. */
    private void changeWithoutRow(String tag, @Nullable Long advanceTo) {
        if (advanceTo == null) {
            throw new IllegalArgumentException(
                    "The step stands in the row; change it where the segments are claimed from.");
        }
        if (advanceTo < 0 || advanceTo > SegmentClaim.HIGHEST_ID) {
            throw new IllegalArgumentException(
                    "'advanceTo' is " + advanceTo + "; allowed is from 0 to " + SegmentClaim.HIGHEST_ID + ".");
        }
        if (status(tag) == null) {
            throw new UnknownTagException(tag);
        }
        generator.liftQuarantine(tag, advanceTo);
    }

    private @Nullable TagStatus status(String tag) {
        return generator.status(tag).orElse(null);
    }

    private @Nullable SnowflakeTagStatus snowflake(String tag) {
        SnowflakeIds ids = snowflake.get();
        return ids == null
                ? null
                : ids.tags().stream()
                        .filter(status -> status.tag().equals(tag))
                        .findFirst()
                        .orElse(null);
    }

    private TagDescriptor describe(String tag, @Nullable LeafTag row, @Nullable TagStatus status) {
        Exhaustion exhaustion = forecasts.of(tag, row == null ? null : row.maxId());
        return TagDescriptor.of(row, generator.highestReceived(tag), exhaustion, status);
    }

    /**
     * All tags.
     *
     * @param running whether ids are issued
     * @param ordering order of ids within this instance
     * @param tableError why the rows could not be read, or {@code null}
     * @param worker the worker id of tags of type snowflake, or {@code null} if there are none
     * @param tags the tags by name
     */
    public record LeafDescriptor(
            boolean running,
            String ordering,
            @Nullable String tableError,
            @Nullable WorkerStatus worker,
            Map<String, TagDescriptor> tags) {}
}
