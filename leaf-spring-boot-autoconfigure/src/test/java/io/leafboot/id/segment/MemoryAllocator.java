package io.leafboot.id.segment;

import io.leafboot.id.UnknownTagException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The table, in memory: one row per tag, made at its first claim unless told otherwise, and faults on demand. */
class MemoryAllocator implements SegmentAllocator {

    record Return(long last, long lastUsed) {}

    /** Every claim that was begun. */
    final List<SegmentRequest> requests = new CopyOnWriteArrayList<>();

    /** Every give-back that was asked for, in order. */
    final List<Return> returns = new CopyOnWriteArrayList<>();

    private final Map<String, AtomicLong> rows = new ConcurrentHashMap<>();

    private final Map<String, AtomicLong> claimed = new ConcurrentHashMap<>();

    /** Runs before a claim takes effect: may wait or throw. */
    volatile Consumer<SegmentRequest> beforeClaim = request -> {};

    /** Runs after a claim has taken effect, before the engine hears of it. */
    volatile Consumer<SegmentClaim> afterClaim = claim -> {};

    volatile Runnable beforeReturn = () -> {};

    volatile Runnable afterReturn = () -> {};

    volatile boolean createsRows = true;

    /** The step stored with every tag, 0 for none. */
    volatile int storedStep;

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        requests.add(request);
        beforeClaim.accept(request);
        if (createsRows) {
            row(request.tag());
        }
        AtomicLong row = rows.get(request.tag());
        if (row == null) {
            throw new UnknownTagException(request.tag());
        }
        int step = storedStep == 0 ? request.length() : storedStep;
        int length = storedStep == request.knownStep() || storedStep == 0 ? request.length() : step;
        SegmentClaim claim = new SegmentClaim(row.addAndGet(length), length, storedStep);
        afterClaim.accept(claim);
        claimed.computeIfAbsent(request.tag(), tag -> new AtomicLong()).addAndGet(length);
        return claim;
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        returns.add(new Return(last, lastUsed));
        beforeReturn.run();
        boolean taken = row(tag).compareAndSet(last, lastUsed);
        afterReturn.run();
        return taken;
    }

    AtomicLong row(String tag) {
        return rows.computeIfAbsent(tag, name -> new AtomicLong());
    }

    /** How many ids the engine was told of. */
    long claimed(String tag) {
        AtomicLong ids = claimed.get(tag);
        return ids == null ? 0 : ids.get();
    }

    void fail(RuntimeException failure) {
        beforeClaim = request -> {
            throw failure;
        };
    }

    void recover() {
        beforeClaim = request -> {};
    }

    /** Takes time as a slow store does. */
    static void pause(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
