package io.leafboot.id.segment;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An {@link IdGenerator} over segments. Each tag has a double buffer: while ids are drawn from one segment, the next is
 * claimed in the background, so that callers meet neither the store's latency nor its short outages.
 *
 * <p>Usable without Spring:
 *
 * <pre>{@code
 * try (var ids = SegmentIdGenerator.create(allocator)) {
 *     long id = ids.nextId("order");
 * }
 * }</pre>
 *
 * <p>Source: Meituan's Leaf ("Leaf: distributed id generation", double buffer and adapting step). Added here: a prediction
 * of when a segment will be empty, one shared claim per tag with deadlines for those who wait, refusal of ranges that are
 * not above everything received before, and return of unused ids.
 *
 * <p>Safe for concurrent use. Threads are daemons.
 */
public final class SegmentIdGenerator implements IdGenerator, AutoCloseable {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** How long a stop waits for claims in flight and for returns of unused ids. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Refills refills;

    private final TagRegistry tags;

    private SegmentIdGenerator(SegmentAllocator allocator, SegmentSettings settings) {
        this.refills = new Refills(allocator, settings);
        this.tags = new TagRegistry(refills);
        Duration interval =
                settings.cleanupInterval().compareTo(LOOK_INTERVAL) < 0 ? settings.cleanupInterval() : LOOK_INTERVAL;
        refills.every(interval, this::look);
    }

    /** Creates a generator with {@link SegmentSettings#DEFAULTS}. */
    public static SegmentIdGenerator create(SegmentAllocator allocator) {
        return create(allocator, SegmentSettings.DEFAULTS);
    }

    /** Creates a generator; it issues ids until it is stopped or closed. */
    public static SegmentIdGenerator create(SegmentAllocator allocator, SegmentSettings settings) {
        return new SegmentIdGenerator(allocator, settings);
    }

    @Override
    public long nextId(String tag) {
        return resolve(tag).nextId();
    }

    @Override
    public long[] nextIds(String tag, int n) {
        return resolve(tag).nextIds(n);
    }

    @Override
    public IdRange nextRange(String tag, int atMost) {
        return resolve(tag).nextRange(atMost);
    }

    @Override
    public TagIdGenerator forTag(String tag) {
        return resolve(tag);
    }

    /**
     * Claims a range for somebody else, such as a client of the id service, on the calling thread. It is held against the
     * highest id that this instance received for the tag, as its own ranges are, and raises it. It does not pass through
     * the tag's buffer, and is counted apart. While it is under way it is the tag's one operation on its row: it waits, up
     * to {@link SegmentSettings#acquireTimeout()}, until nothing else is, and a refill that becomes due meanwhile follows it.
     *
     * @param request what to claim; its {@code maxLength} bounds the range
     * @param source makes the claim
     * @return the range; nobody else gets it
     * @throws io.leafboot.id.TagQuarantinedException if the store went back, now or before: the range is not to be used
     * @throws io.leafboot.id.UnknownTagException if the store has no such tag
     * @throws io.leafboot.id.IdGeneratorStoppedException if the generator is stopped
     * @throws io.leafboot.id.IdsExhaustedException if the tag's row was busy for too long
     * @throws io.leafboot.id.IdAcquisitionInterruptedException if interrupted while waiting
     * @throws IllegalArgumentException for a tag that is none
     * @throws RuntimeException what {@code source} throws
     */
    public DelegatedClaim claimFor(SegmentRequest request, ClaimSource source) {
        return new Delegation(tags.resolve(checked(request.tag()))).run(request, source);
    }

    private TagIdGenerator resolve(@Nullable String tag) {
        TagIdGenerator active = tag == null ? null : tags.active(tag);
        return active != null ? active : tags.resolve(checked(tag)).front();
    }

    private static String checked(@Nullable String tag) {
        if (tag == null || tag.isBlank()) {
            throw new IllegalArgumentException("The tag is " + (tag == null ? "null" : "blank")
                    + "; give the name of a row of the table, such as \"order\".");
        }
        if (tag.length() > MAX_TAG_LENGTH) {
            throw new IllegalArgumentException("The tag has " + tag.length() + " characters; allowed are "
                    + MAX_TAG_LENGTH + ". It begins with '" + tag.substring(0, 32) + "'.");
        }
        return tag;
    }

    /**
     * Claims a first segment for each tag that has no ids in memory, and waits for them; claims that fail are tried again.
     *
     * @param tagNames the tags
     * @param timeout how long to wait; zero to return at once
     * @return whether all of them have ids in memory; {@code false} too if interrupted
     */
    public boolean warmUp(Collection<String> tagNames, Duration timeout) {
        List<SegmentBuffer> buffers =
                tagNames.stream().map(tag -> tags.resolve(checked(tag))).toList();
        buffers.forEach(SegmentBuffer::warmUp);
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean warm = true;
        try {
            for (SegmentBuffer buffer : buffers) {
                warm &= buffer.awaitWarm(deadline);
            }
            return warm;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the tags that are in use in this instance, in the order of their names. Takes no id. */
    public List<TagStatus> statuses() {
        return tags.activeBuffers().stream()
                .map(SegmentBuffer::status)
                .sorted(Comparator.comparing(TagStatus::tag))
                .toList();
    }

    /** Returns a tag that is in memory in this instance, or empty. Takes no id. */
    public Optional<TagStatus> status(String tag) {
        return Optional.ofNullable(tags.find(tag)).map(SegmentBuffer::status);
    }

    /**
     * Has {@code listener} told of each tag that has had a segment, once: those of now at once, others when their first
     * one arrives, on the thread that claimed it.
     */
    public void onFirstSegment(Consumer<String> listener) {
        refills.onFirstSegment(listener);
    }

    /**
     * Returns the highest id of a tag that this instance ever received and did not give back, or 0. Unlike
     * {@link #status(String)} it remembers a tag that has left memory.
     */
    public long highestReceived(String tag) {
        return tags.highestReceived(tag);
    }

    /** Returns the settings that this generator was made with. */
    public SegmentSettings settings() {
        return refills.settings;
    }

    /**
     * Issues ids for a quarantined tag again. For use after its row was advanced past everything ever issued; a range
     * that is not above {@link TagStatus#highestReceived()} quarantines it anew.
     */
    public void liftQuarantine(String tag) {
        liftQuarantine(tag, 0);
    }

    /**
     * As {@link #liftQuarantine(String)}, and from now on as if every id up to {@code highest} had been received here. For
     * where the row is advanced elsewhere: a range that is not above what other instances issued is then refused too.
     *
     * @param highest the highest id that any instance issued, from 0 to {@link SegmentClaim#HIGHEST_ID}
     */
    public void liftQuarantine(String tag, long highest) {
        SegmentBuffer buffer = tags.find(tag);
        if (buffer != null) {
            buffer.liftQuarantine(highest);
        }
    }

    /**
     * Stops issuing: callers get {@link io.leafboot.id.IdGeneratorStoppedException}, nothing is left in memory, and unused
     * ids are given back where {@link SegmentSettings#returnUnused()} says so. Waits up to 10 seconds for that. A process
     * image taken after this call holds no ids, so restoring it twice repeats none.
     */
    public void stop() {
        refills.stopped = true;
        List<SegmentBuffer> buffers = tags.allBuffers();
        buffers.forEach(SegmentBuffer::stop);
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        try {
            for (SegmentBuffer buffer : buffers) {
                buffer.awaitQuiet(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes the memory of what was received from every tag, so that a store that begins anew is not refused as one that
     * went back. That memory is the guard against issuing twice, so nobody but the support for tests, whose store lies in
     * memory, comes here.
     *
     * @throws IllegalStateException while ids are issued, or something is still in flight
     */
    void forgetReceived() {
        if (!refills.stopped) {
            throw new IllegalStateException("ids are issued");
        }
        tags.forgetReceived();
    }

    /** Issues ids again after a {@link #stop()}; without effect otherwise, also after {@link #close()}. */
    public void start() {
        refills.start();
    }

    /** Tells whether ids are issued. */
    public boolean isRunning() {
        return !refills.stopped;
    }

    /** Stops for good, and ends the threads. */
    @Override
    public void close() {
        refills.stopForGood();
        stop();
        refills.endThreads();
    }

    private void look() {
        tags.activeBuffers().forEach(SegmentBuffer::tick);
    }
}
