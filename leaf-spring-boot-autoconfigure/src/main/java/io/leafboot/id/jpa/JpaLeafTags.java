package io.leafboot.id.jpa;

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

/** {@link LeafTags} over the table. */
final class JpaLeafTags implements LeafTags {

    private static final int MAX_DESCRIPTION_LENGTH = 256;

    private final TagRows rows;

    private final int defaultStep;

    private final int maxStep;

    private final Supplier<@Nullable SegmentIdGenerator> generator;

    private final Supplier<@Nullable ClaimTable> claims;

    JpaLeafTags(
            TagRows rows,
            int defaultStep,
            int maxStep,
            Supplier<@Nullable SegmentIdGenerator> generator,
            Supplier<@Nullable ClaimTable> claims) {
        this.rows = rows;
        this.defaultStep = defaultStep;
        this.maxStep = maxStep;
        this.generator = generator;
        this.claims = claims;
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
        checkStep(tag, step);
        checkDescription(tag, description);
        check(
                start >= 1 && start <= SegmentClaim.HIGHEST_ID - maxStep,
                tag,
                "first id " + start,
                "from 1 to " + (SegmentClaim.HIGHEST_ID - maxStep));
        return rows.create(tag, step, description, start);
    }

    @Override
    public void changeStep(String tag, int step) {
        checkTag(tag);
        checkStep(tag, step);
        if (!rows.changeStep(tag, step)) {
            throw new UnknownTagException(tag);
        }
    }

    @Override
    public void changeDescription(String tag, @Nullable String description) {
        checkTag(tag);
        checkDescription(tag, description);
        if (!rows.changeDescription(tag, description)) {
            throw new UnknownTagException(tag);
        }
    }

    @Override
    public boolean delete(String tag) {
        checkTag(tag);
        return rows.delete(tag, claims.get());
    }

    @Override
    public long advance(String tag, long atLeast) {
        checkTag(tag);
        check(
                atLeast >= 0 && atLeast <= SegmentClaim.HIGHEST_ID - maxStep,
                tag,
                "id " + atLeast + " to advance to",
                "from 0 to " + (SegmentClaim.HIGHEST_ID - maxStep));
        SegmentIdGenerator local = generator.get();
        long highest = local == null ? 0 : local.highestReceived(tag);
        ClaimTable stored = claims.get();
        if (stored != null) { // before the row is raised: what is stored from then on is of the row as it is now
            stored.deleteOf(tag);
        }
        long maxId = rows.raise(tag, Math.max(atLeast, highest)).orElseThrow(() -> new UnknownTagException(tag));
        if (local != null) {
            local.liftQuarantine(tag);
        }
        return maxId;
    }

    private static void checkTag(@Nullable String tag) {
        if (tag == null || tag.isBlank() || tag.length() > IdGenerator.MAX_TAG_LENGTH) {
            throw new IllegalArgumentException("A tag has 1 to " + IdGenerator.MAX_TAG_LENGTH
                    + " characters and is not blank; this one "
                    + (tag == null ? "is null." : "has " + tag.length() + "."));
        }
    }

    private void checkStep(String tag, int step) {
        check(step >= 1 && step <= maxStep, tag, "step " + step, "from 1 to leaf.max-step, which is " + maxStep);
    }

    private static void checkDescription(String tag, @Nullable String description) {
        int length = description == null ? 0 : description.length();
        check(
                length <= MAX_DESCRIPTION_LENGTH,
                tag,
                "description of " + length + " characters",
                "up to " + MAX_DESCRIPTION_LENGTH);
    }

    private static void check(boolean valid, String tag, String value, String allowed) {
        if (!valid) {
            throw new IllegalArgumentException("Tag '" + tag + "': " + value + "; allowed is " + allowed + ".");
        }
    }
}
