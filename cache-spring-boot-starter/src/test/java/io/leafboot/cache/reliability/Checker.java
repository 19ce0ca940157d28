package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.reliability.Operation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says of a history whether it may be.
 *
 * <ol>
 *   <li>A read that begins after an evict was acknowledged does not return what the evict was called for: on the evicting
 *       node at once; on another one when it must have read the log, which is a bound after the acknowledgement, or, if
 *       Redis could not be reached meanwhile, after it can be again and everything was delivered.
 *   <li>The same for a put, which is a write too.
 *   <li>No value comes from the future: a read returns nothing newer than what was written before it ended.
 *   <li>No exception reaches a caller.
 * </ol>
 *
 * <p>Operations may be added by many threads, in any order. What was checked is forgotten, but for writes.
 */
final class Checker {

    /** At most so many violations are told. */
    private static final int MOST_TOLD = 20;

    private final long othersAfterNanos;
    private Predicate<Operation> mayFail = operation -> false;
    private final List<long[]> outages = new ArrayList<>();
    private final Map<Integer, Long> killed = new HashMap<>();
    private List<Operation> pending = new ArrayList<>();
    private final Map<String, Writes> writes = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<Kind, Latencies> latencies = new EnumMap<>(Kind.class);
    private long violationCount;
    private long failures;

    /** A checker; other nodes than the writing one may be late by so much. */
    Checker(Duration othersAfter) {
        othersAfterNanos = othersAfter.toNanos();
    }

    /** Says which operations may fail. */
    synchronized Checker mayFail(Predicate<Operation> mayFail) {
        this.mayFail = mayFail;
        return this;
    }

    synchronized void add(Operation operation) {
        pending.add(operation);
    }

    /** Redis could not be reached from the first instant on; at the second it could, and all had been delivered. */
    synchronized void outage(long from, long to) {
        outages.add(new long[] {from, to});
        outages.sort((a, b) -> Long.compare(a[0], b[0]));
    }

    /** The node was killed: what it could not deliver by then is left to its time to live. */
    synchronized void killed(int node, long at) {
        killed.put(node, at);
    }

    /** Checks what began before this instant. All writes that ended before it, and outages that began, must have been added. */
    synchronized void checkUpTo(long nanos) {
        List<Operation> later = new ArrayList<>();
        List<Operation> reads = new ArrayList<>();
        for (Operation operation : pending) {
            if (operation.begin() - nanos > 0 || operation.end() - nanos > 0) {
                later.add(operation);
                continue;
            }
            latencies
                    .computeIfAbsent(operation.kind(), same -> new Latencies())
                    .add(operation.end() - operation.begin());
            if (operation.failure() != null) {
                failures++;
                if (!mayFail.test(operation)) {
                    violated("failed", operation, null);
                }
            } else if (operation.kind().isRead()) {
                reads.add(operation);
            } else {
                writes.computeIfAbsent(operation.key(), same -> new Writes()).add(operation);
            }
        }
        reads.forEach(this::check);
        pending = later;
    }

    private void check(Operation read) {
        Writes ofKey = writes.get(read.key());
        Operation broken = ofKey == null ? null : ofKey.newerThan(read);
        if (broken != null) {
            violated("read too old a value", read, broken);
        }
        // Writes that are acknowledged later than the read may have been seen; what nobody ever wrote may not.
        if (ofKey != null && ofKey.begin(read.version()) > read.end()) {
            violated("read a value from the future", read, null);
        }
    }

    private void violated(String what, Operation operation, @Nullable Operation write) {
        violationCount++;
        if (violations.size() < MOST_TOLD) {
            violations.add(what + ": " + operation + (write == null ? "" : "\n    although: " + write));
        }
    }

    /** When a write is known to all nodes. */
    private long knownToOthers(Operation write) {
        long known = write.end() + othersAfterNanos;
        for (long[] outage : outages) {
            if (write.begin() - outage[1] <= 0 && known - outage[0] >= 0) {
                Long end = killed.get(write.node());
                if (end != null && end - outage[1] < 0) {
                    return Long.MAX_VALUE;
                }
                known = Math.max(known, outage[1] + othersAfterNanos);
            }
        }
        return known;
    }

    /** All writes of one key. */
    private final class Writes {

        private final List<Operation> all = new ArrayList<>();
        private final Map<Long, Long> begins = new HashMap<>();
        private final Map<Integer, Steps> own = new HashMap<>();
        private final Map<Integer, Steps> known = new HashMap<>();
        private int knownOutages = -1;

        void add(Operation write) {
            all.add(write);
            begins.put(write.version(), write.begin());
            knownOutages = -1;
        }

        /** A write that the read should have seen. */
        @Nullable
        Operation newerThan(Operation read) {
            if (knownOutages != outages.size()) {
                knownOutages = outages.size();
                own.clear();
                known.clear();
                all.stream().map(Operation::node).distinct().forEach(node -> {
                    List<Operation> ofNode =
                            all.stream().filter(write -> write.node() == node).toList();
                    own.put(node, new Steps(ofNode, Operation::end));
                    known.put(node, new Steps(ofNode, Checker.this::knownToOthers));
                });
            }
            for (Integer node : own.keySet()) {
                Steps steps = node == read.node() ? own.get(node) : known.get(node);
                Operation newest = steps.newestBefore(read.begin());
                if (newest != null && newest.version() > read.version()) {
                    return newest;
                }
            }
            return null;
        }

        /** When this version was written; long ago if nobody knows. */
        long begin(long version) {
            return begins.getOrDefault(version, Long.MIN_VALUE / 2);
        }
    }

    /** The newest write as of each instant. */
    private static final class Steps {

        private final long[] at;
        private final Operation[] newest;

        Steps(List<Operation> writes, ToLongFunction<Operation> when) {
            record At(long nanos, Operation write) {}
            List<At> sorted = writes.stream()
                    .map(write -> new At(when.applyAsLong(write), write))
                    .sorted((a, b) -> Long.compare(a.nanos, b.nanos))
                    .toList();
            at = sorted.stream().mapToLong(At::nanos).toArray();
            newest = new Operation[at.length];
            Operation best = null;
            for (int i = 0; i < at.length; i++) {
                Operation write = sorted.get(i).write;
                best = best == null || write.version() > best.version() ? write : best;
                newest[i] = best;
            }
        }

        @Nullable
        Operation newestBefore(long nanos) {
            int before = Arrays.binarySearch(at, nanos);
            before = before >= 0 ? before - 1 : -before - 2;
            while (before >= 0 && at[before] >= nanos) {
                before--; // of those at the same instant
            }
            return before < 0 ? null : newest[before];
        }
    }

    /** Checks everything, and fails with what was violated. */
    synchronized void verify() {
        checkUpTo(Long.MAX_VALUE / 2);
        assertThat(violationCount)
                .as(() -> violationCount + " violations\n" + String.join("\n", violations))
                .isZero();
    }

    /** What was violated so far. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized long operations() {
        return latencies.values().stream().mapToLong(Latencies::count).sum() + pending.size();
    }

    synchronized long reads() {
        return latencies.entrySet().stream()
                .filter(each -> each.getKey().isRead())
                .mapToLong(each -> each.getValue().count())
                .sum();
    }

    /** What happened, for people to read. */
    synchronized String summary(long loads) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%d operations, %d reads, %d hits, %d loads, %d failures, %d violations%n",
                operations(), reads(), reads() - loads, loads, failures, violationCount));
        latencies.forEach((kind, each) -> text.append(String.format("  %-12s %s%n", kind, each)));
        return text.toString();
    }
}
