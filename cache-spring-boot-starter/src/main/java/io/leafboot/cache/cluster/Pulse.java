package io.leafboot.cache.cluster;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what this node holds can be trusted: it does as long as most nodes have lately told it that they count it in. One
 * that was paused, or is cut off, may have missed writes, long before anybody notices; it finds that out by its own clock,
 * which goes on. The time limit is shorter than that of a write, so that a write that gave up waiting for this node finds it
 * distrusting itself.
 *
 * <p>Memory ordering: readers compare one volatile time with now. It is written under the lock of this, where the view that an
 * answer was about is still the present one.
 */
final class Pulse {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");

    private static final long LIMIT_MILLIS = 4000;
    private static final long FOR_EVER = Long.MAX_VALUE / 4;
    private static final byte[] NO_BYTES = {};

    private final ClusterCalls calls;
    private final long limitNanos;
    /** Whether a part of the cluster that has lost most of it is to refuse; the engine finds that out a moment later. */
    private final boolean refuses;

    private volatile long trustedUntil = System.nanoTime();
    private int view = -1;
    private List<Address> members = List.of();
    private boolean held;
    /** Whether this node leaves the cluster. */
    private boolean left;

    /** Whether nobody need have been heard since it was held. */
    private boolean released;
    /** Whether the limit has passed, so that writes may have given up on this node. */
    private boolean lapsed;
    /** When all have answered, of a node that has lapsed; 0 if they have not yet. */
    private long answered;

    private boolean silent;

    /**
     * One that trusts nothing yet.
     *
     * @param timeoutMillis how long a write waits for this node
     * @param split what the smaller part of a cluster does while it is apart
     */
    Pulse(ClusterCalls calls, long timeoutMillis, Split split) {
        this.calls = calls;
        this.refuses = split == Split.DENY;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(LIMIT_MILLIS, timeoutMillis * 4 / 5));
    }

    /** Whether to read what is here. Asked before every read, so that it waits for nobody in vain. */
    boolean trusts() {
        return trusts(System.nanoTime());
    }

    /** Asked after every read with the time then: this process may have been paused since it asked before. */
    boolean trusts(long now) {
        return now - trustedUntil < 0;
    }

    /** How often others are to be asked, in milliseconds. */
    long everyMillis() {
        return Math.max(20, TimeUnit.NANOSECONDS.toMillis(limitNanos) / 4);
    }

    /** The view that this node has, which others compare with theirs. */
    synchronized int view() {
        return view;
    }

    /** A view, and who is in it. */
    record Present(int view, List<Address> members) {}

    synchronized Present present() {
        return new Present(view, members);
    }

    /** The nodes there are now. Trust does not last longer for it, unless there is nobody else. */
    synchronized void viewChanged(int changed, List<Address> present) {
        if (changed < view) {
            return;
        }
        boolean first = view == -1;
        view = changed;
        members = List.copyOf(present);
        answered = 0;
        lapsed &= !isAlone();
        boolean knows = isAlone() && (first || !refuses);
        long until = System.nanoTime() + (knows ? FOR_EVER : limitNanos);
        if (!held && !left && (knows || trustedUntil - until > 0)) {
            trustedUntil = until;
        }
    }

    /** Whether this node is alone, and waits for {@link #alone}. */
    synchronized boolean waitsAlone() {
        return isAlone() && !held && !left && !trusts();
    }

    /** The engine knows, too, that nobody else is in this view, and refuses what is to be refused. */
    synchronized void alone(int known) {
        if (known == view && waitsAlone()) {
            lapsed = false;
            trustedUntil = System.nanoTime() + FOR_EVER;
        }
    }

    /** Trusts nothing any more: what others write does not come to all of its caches. */
    synchronized void leave() {
        left = true;
        trustedUntil = System.nanoTime();
    }

    /** Begins anew, after this node had left the cluster. */
    synchronized void reopen() {
        left = false;
        view = -1;
        members = List.of();
        answered = 0;
        held = false;
        released = false;
        lapsed = false;
        trustedUntil = System.nanoTime();
    }

    /** Trusts nothing until it is released. */
    synchronized void hold() {
        held = true;
        trustedUntil = System.nanoTime();
    }

    /** Trusts as soon as the others have answered. */
    synchronized void release() {
        held = false;
        released = true;
        lapsed = false;
        trustedUntil = System.nanoTime();
        viewChanged(view, members);
    }

    /** Trusts what it holds since it has asked the others, of whom one has let it in. */
    synchronized void admit(long asked) {
        held = false;
        if (!left) {
            trustedUntil = isAlone() && !refuses ? System.nanoTime() + FOR_EVER : asked + limitNanos;
        }
    }

    private boolean isAlone() {
        return members.size() == 1;
    }

    /** Asks the others. Waits for nothing. */
    void beat() {
        long began = System.nanoTime(); // before anything is concluded: this process may be paused at any point
        int asked;
        int enough;
        List<Address> all;
        synchronized (this) {
            if (held || left) {
                return;
            }
            lapsed |= System.nanoTime() - trustedUntil >= (released ? limitNanos : 0);
            asked = view;
            all = members;
            enough = lapsed ? all.size() : all.size() / 2 + 1;
        }
        say();
        AtomicInteger agree = new AtomicInteger(1);
        for (Address other : calls.others(all)) {
            var unused = calls.ask(
                            List.of(other),
                            new RemoteCall(RemoteCall.Kind.VIEW, "", "", NO_BYTES),
                            TimeUnit.NANOSECONDS.toMillis(limitNanos))
                    .thenAccept(answers -> {
                        if (isSame(answers, asked) && agree.incrementAndGet() == enough) {
                            heard(asked, began, enough);
                        }
                    });
        }
    }

    private static boolean isSame(List<? extends @Nullable Object> answers, int view) {
        return !answers.isEmpty() && Integer.valueOf(view).equals(answers.get(0));
    }

    /**
     * Enough nodes had the same view as this one, some time after they were asked. A node that has lapsed has to catch up with
     * what each of them has sent it: all must answer, which they do after what they sent before, and once more when what came
     * with the first answers is done.
     */
    private synchronized void heard(int asked, long began, int enough) {
        if (held || left || asked != view || isAlone()) {
            return;
        }
        if (lapsed) {
            if (enough < members.size()) {
                return;
            }
            if (answered == 0 || began - answered < 0) {
                answered = answered == 0 ? System.nanoTime() : answered;
                return;
            }
            lapsed = false;
        }
        answered = 0;
        released = false;
        long until = began + limitNanos;
        if (until - trustedUntil > 0) {
            trustedUntil = until;
        }
    }

    private void say() {
        long late = System.nanoTime() - trustedUntil;
        if (silent ? late < 0 : late > limitNanos / 2) {
            silent = !silent;
            if (silent) {
                logger.warn(
                        "This node has not heard from most of its cluster for {} ms; until it does, what it holds is not read",
                        TimeUnit.NANOSECONDS.toMillis(limitNanos));
            } else {
                logger.info("This node hears from most of its cluster again");
            }
        }
    }
}
