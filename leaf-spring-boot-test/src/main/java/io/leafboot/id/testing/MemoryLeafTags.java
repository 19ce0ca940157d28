package io.leafboot.id.testing;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTag;
import io.leafboot.id.LeafTags;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/** {@link LeafTags} over rows in memory, as strict about its arguments as the one over a table. */
final class MemoryLeafTags implements LeafTags {

    private static final int MAX_DESCRIPTION_LENGTH = 256;

    private final MemoryRows rows;

    private final int defaultStep;

    private final int maxStep;

    private final Supplier<@Nullable SegmentIdGenerator> generator;

    MemoryLeafTags(MemoryRows rows, int defaultStep, int maxStep, Supplier<@Nullable SegmentIdGenerator> generator) {
        this.rows = rows;
        this.defaultStep = defaultStep;
        this.maxStep = maxStep;
        this.generator = generator;
    }

    @Override
    public List<LeafTag> list() {
        return rows.list();
    }

    @Override
    public Optional<LeafTag> find(String tag) {
        checkTag(tag);
        return rows.find(tag);
    }

    @Override
    public boolean create(String tag) {
        return create(tag, defaultStep, null, 1);
    }

    @Override
    public boolean create(String tag, int step, @Nullable String description, long start) {
        checkTag(tag);
        checkStep(step);
        checkDescription(description);
        Assert.isTrue(
                start >= 1 && start <= SegmentClaim.HIGHEST_ID - maxStep,
                () -> "The first id is " + start + "; allowed is from 1 to " + (SegmentClaim.HIGHEST_ID - maxStep)
                        + ".");
        return rows.createIfMissing(new LeafTag(tag, start - 1, step, description));
    }

    @Override
    public void changeStep(String tag, int step) {
        checkTag(tag);
        checkStep(step);
        found(tag, rows.change(tag, row -> new LeafTag(tag, row.maxId(), step, row.description())));
    }

    @Override
    public void changeDescription(String tag, @Nullable String description) {
        checkTag(tag);
        checkDescription(description);
        found(tag, rows.change(tag, row -> new LeafTag(tag, row.maxId(), row.step(), description)));
    }

    @Override
    public boolean delete(String tag) {
        checkTag(tag);
        return rows.delete(tag);
    }

    @Override
    public long advance(String tag, long atLeast) {
        checkTag(tag);
        Assert.isTrue(
                atLeast >= 0 && atLeast <= SegmentClaim.HIGHEST_ID - maxStep,
                () -> "The id to advance to is " + atLeast + "; allowed is from 0 to "
                        + (SegmentClaim.HIGHEST_ID - maxStep) + ".");
        SegmentIdGenerator local = generator.get();
        long least = Math.max(atLeast, local == null ? 0 : local.highestReceived(tag));
        LeafTag row =
                found(tag, rows.change(tag, before -> MemoryRows.withMaxId(before, Math.max(before.maxId(), least))));
        if (local != null) {
            local.liftQuarantine(tag);
        }
        return row.maxId();
    }

    private static LeafTag found(String tag, @Nullable LeafTag row) {
        if (row == null) {
            throw new UnknownTagException(tag);
        }
        return row;
    }

    private static void checkTag(@Nullable String tag) {
        Assert.isTrue(
                tag != null && !tag.isBlank() && tag.length() <= IdGenerator.MAX_TAG_LENGTH,
                () -> "A tag has 1 to " + IdGenerator.MAX_TAG_LENGTH + " characters and is not blank.");
    }

    private void checkStep(int step) {
        Assert.isTrue(
                step >= 1 && step <= maxStep,
                () -> "The step is " + step + "; allowed is from 1 to leaf.max-step, which is " + maxStep + ".");
    }

    private static void checkDescription(@Nullable String description) {
        Assert.isTrue(
                description == null || description.length() <= MAX_DESCRIPTION_LENGTH,
                () -> "A description has up to " + MAX_DESCRIPTION_LENGTH + " characters.");
    }
}
