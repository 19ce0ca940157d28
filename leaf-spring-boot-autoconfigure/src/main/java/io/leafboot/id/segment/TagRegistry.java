package io.leafboot.id.segment;

import io.leafboot.id.TagIdGenerator;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tags that a generator knows. A tag in use is held strongly; one that fell idle only weakly, so that it leaves memory
 * unless somebody holds its generator, and so that there are never two buffers of one tag. What must outlive the buffer is
 * in its ledger, which stays.
 *
 * <p>A name that never had a segment is forgotten whole once its buffer is collected, so unknown names do not pile up.
 */
final class TagRegistry {

    private static final class Entry {
        final TagLedger ledger;
        final Known known;

        /** What callers draw from, or {@code null} while the tag is idle. */
        volatile @Nullable TagIdGenerator active;

        Entry(TagLedger ledger, Known known) {
            this.ledger = ledger;
            this.known = known;
        }
    }

    private static final class Known extends WeakReference<SegmentBuffer> {
        final String tag;

        Known(SegmentBuffer buffer, ReferenceQueue<SegmentBuffer> collected) {
            super(buffer, collected);
            this.tag = buffer.tag();
        }
    }

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    private final ReferenceQueue<SegmentBuffer> collected = new ReferenceQueue<>();

    private final Refills refills;

    TagRegistry(Refills refills) {
        this.refills = refills;
    }

    /** Returns the generator of a tag that is in use, or {@code null}. */
    @Nullable
    TagIdGenerator active(String tag) {
        Entry entry = entries.get(tag);
        return entry == null ? null : entry.active;
    }

    /** Returns the buffer of a tag, a new one if there is none; it becomes active with its first claim. */
    SegmentBuffer resolve(String tag) {
        forgetCollected();
        // Held here, because the map holds it only weakly.
        SegmentBuffer[] resolved = new SegmentBuffer[1];
        entries.compute(tag, (name, entry) -> {
            SegmentBuffer buffer = entry == null ? null : entry.known.get();
            if (entry == null || buffer == null) {
                TagLedger ledger = entry == null ? new TagLedger() : entry.ledger;
                buffer = new SegmentBuffer(name, refills, ledger, this);
                entry = new Entry(ledger, new Known(buffer, collected));
            }
            resolved[0] = buffer;
            return entry;
        });
        return resolved[0];
    }

    /** Called by a buffer that begins a claim, with its lock held. */
    void activate(SegmentBuffer buffer) {
        Entry entry = entries.get(buffer.tag());
        if (entry != null && entry.active == null) {
            entry.active = buffer.front();
        }
    }

    /**
     * Called by a buffer that is idle, or whose tag turned out to be unknown and never had a segment, with its lock held.
     */
    void deactivate(SegmentBuffer buffer) {
        Entry entry = entries.get(buffer.tag());
        if (entry != null) {
            entry.active = null;
        }
    }

    /** Returns the buffers that are in use, in no order. */
    List<SegmentBuffer> activeBuffers() {
        return buffers(true);
    }

    /** Returns all buffers still in memory, in no order. */
    List<SegmentBuffer> allBuffers() {
        return buffers(false);
    }

    private List<SegmentBuffer> buffers(boolean onlyActive) {
        List<SegmentBuffer> buffers = new ArrayList<>();
        for (Entry entry : entries.values()) {
            SegmentBuffer buffer = entry.known.get();
            if (buffer != null && (!onlyActive || entry.active != null)) {
                buffers.add(buffer);
            }
        }
        return buffers;
    }

    /** Returns the buffer of a tag if it is in memory. */
    @Nullable
    SegmentBuffer find(String tag) {
        Entry entry = entries.get(tag);
        return entry == null ? null : entry.known.get();
    }

    long highestReceived(String tag) {
        SegmentBuffer buffer = find(tag);
        if (buffer != null) {
            return buffer.status().highestReceived();
        }
        Entry entry = entries.get(tag);
        return entry == null ? 0 : entry.ledger.highest; // its buffer is gone, so nobody writes it
    }

    /** See {@link SegmentIdGenerator#forgetReceived()}. */
    void forgetReceived() {
        for (Entry entry : entries.values()) {
            SegmentBuffer buffer = entry.known.get();
            if (buffer != null) {
                buffer.forgetReceived();
            } else {
                entry.ledger.forgetReceived(); // its buffer is gone, so nobody writes it
            }
        }
    }

    private void forgetCollected() {
        for (Object reference = collected.poll(); reference != null; reference = collected.poll()) {
            Known known = (Known) reference;
            entries.computeIfPresent(
                    known.tag, (tag, entry) -> entry.known == known && !entry.ledger.everReceived() ? null : entry);
        }
    }
}
