package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts of a cluster that meet again. What one has written the others have not heard of, and nobody can say from when on: they
 * noticed that they were apart at different times. So everything that was there is put out of date, by one write that all
 * nodes hear of; and it is not read from when a node knows of the others until that write has come.
 *
 * <p>The write must come after the engine has decided whose copies stay: it could bring back what was evicted meanwhile. The
 * coordinator waits for that, or if he does not, whoever has waited for him.
 *
 * <p>A node that joins has not seen what went before: parts may have met a moment ago, and what it is given may be what one
 * of them had evicted. So to it the view that it came with is one in which parts have met, until another node, which knows,
 * {@link Word says} that this is over.
 */
@Listener
final class Reunion {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");

    private static final long STEP_MILLIS = 200;
    private static final long OTHERS_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final byte[] NO_BYTES = {};

    private final EmbeddedCacheManager manager;
    private final ClusterCalls calls;
    private final MarkTable marks;
    private final Pulse pulse;
    private final long timeoutMillis;
    private final Topologies topologies;
    private final Semaphore wake = new Semaphore(0);
    /** The view in which parts have met, until everything is out of date that was there before. */
    private volatile int met = -1;

    private volatile long since;
    /** Whether this node has just joined, and does not know whether any parts have met. */
    private volatile boolean joined;
    /** Whether a node has left, which might have been the one that knew. */
    private volatile boolean missed;
    /** Whether one of the others has said that parts have met. */
    private volatile boolean told;
    /** Whether this node knows its view. */
    private volatile boolean begun;

    Reunion(EmbeddedCacheManager manager, ClusterCalls calls, MarkTable marks, Pulse pulse, long timeoutMillis) {
        this.manager = manager;
        this.calls = calls;
        this.marks = marks;
        this.pulse = pulse;
        this.timeoutMillis = timeoutMillis;
        this.topologies = new Topologies(manager, calls, timeoutMillis);
    }

    /** Looks after it from now on, until the engine stops. Returns when the others were asked, once, what they know. */
    void begin() {
        calls.answerFor("", call -> switch (call.kind()) {
            case VIEW -> pulse.view();
            case TOPOLOGIES -> topologies.here();
            case REUNION -> word().write();
            case DROP_NEAR, LOAD, KEYS, DESCRIBE -> null;
        });
        manager.addListener(this);
        synchronized (this) {
            Transport transport = GlobalComponentRegistry.of(manager).getComponent(Transport.class);
            int view = transport.getViewId();
            List<Address> members = transport.getMembers();
            if (met < 0 && members.size() > 1) {
                pulse.hold();
                since = System.nanoTime();
                joined = true;
                met = view;
            }
            pulse.viewChanged(view, members);
            begun = true;
        }
        step();
        if (joined) {
            logger.info("The cluster that this node has joined may be one whose parts have just met; until a node says"
                    + " that it is one again, what this one holds is not read");
        }
        Thread thread = new Thread(this::run, "cache-cluster-pulse");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (manager.getStatus().allowInvocations()) {
                step();
                boolean soon = met >= 0 || pulse.waitsAlone();
                wake.tryAcquire(soon ? STEP_MILLIS : pulse.everyMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        try {
            if (met >= 0) {
                proceed();
                return;
            }
            int view = pulse.view();
            if (pulse.waitsAlone()
                    && topologies.areOfThisNodeOrRefuse()
                    && manager.getStatus().allowInvocations()) {
                pulse.alone(view);
            }
            pulse.beat();
        } catch (CacheStoreException | CompletionException ex) {
            logger.debug("The parts of the cluster do not answer each other yet", ex);
        } catch (RuntimeException ex) {
            if (manager.getStatus().allowInvocations()) {
                logger.warn("A look at the other nodes of the cluster failed; it is tried again", ex);
            }
        }
    }

    /** Nodes came or went. Who went may write what nobody here is told of. */
    @ViewChanged
    public void viewChanged(ViewChangedEvent event) {
        if (!event.getNewMembers().containsAll(event.getOldMembers())) {
            missed = true;
            marks.dropNear();
        }
        pulse.viewChanged(event.getViewId(), event.getNewMembers());
        wake.release();
    }

    /** Parts met; called before the engine moves anything. */
    @Merged
    public void merged(MergeEvent event) {
        logger.info(
                "Parts of the cluster have met again ({} nodes); what they held is put out of date",
                event.getNewMembers().size());
        synchronized (this) {
            pulse.hold();
            since = System.nanoTime();
            joined = false; // it has seen these
            met = event.getViewId();
        }
        marks.dropNear();
        pulse.viewChanged(event.getViewId(), event.getNewMembers());
        wake.release();
    }

    private void proceed() {
        int view = met;
        long asked = System.nanoTime();
        if (joined && isOver()) {
            over(view, asked);
            return;
        }
        long waited = System.nanoTime() - since;
        boolean mine = manager.isCoordinator() && (!joined || missed || told);
        if (marks.era() < view && (mine || waited > OTHERS_AFTER_NANOS)) {
            boolean late = waited > MOST_NANOS;
            if (!late && !topologies.areSettled()) {
                return;
            }
            if (late) {
                logger.warn("The nodes of the cluster do not agree on who has which keys yet; what they hold is put out"
                        + " of date without waiting for it");
            }
            marks.begin(view);
        }
        if (marks.era() >= view) {
            ended(view);
        }
    }

    private synchronized void ended(int view) {
        if (met == view && manager.getStatus().allowInvocations()) { // and no others have come meanwhile
            marks.readAll();
            joined = false;
            met = -1;
            pulse.release();
            pulse.beat();
            logger.info("The cluster is one again");
        }
    }

    /** What this node knows of parts that have met. */
    private Word word() {
        int view = pulse.view(); // first: who has come to a view has seen the parts that met in it, or before
        Word.State state = !begun
                ? Word.State.NEW
                : met < 0 ? Word.State.ONE : joined && !missed ? Word.State.NEW : Word.State.APART;
        return new Word(state, view, marks.era());
    }

    /**
     * Whether one of the others knows that no parts have met, or that they are one again and this node has heard of the era
     * that began with it. If none knows more than this node, and nobody has left who might have, nobody has anything from before.
     */
    private boolean isOver() {
        Pulse.Present present = pulse.present(); // whoever has left since is missing among the answers
        int view = present.view();
        Collection<Address> others = calls.others(present.members());
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        AtomicInteger strangers = new AtomicInteger();
        var unused = calls.askEach(
                        others,
                        new RemoteCall(RemoteCall.Kind.REUNION, "", "", NO_BYTES),
                        timeoutMillis,
                        (node, answer, failure) -> {
                            if (failure == null) {
                                Word word = Word.read(answer);
                                if (word.knows(view, marks.era())) {
                                    over.complete(true);
                                } else if (word.isNew(view)) {
                                    strangers.incrementAndGet();
                                } else if (word.state() == Word.State.APART) {
                                    told = true;
                                }
                            }
                        })
                .whenComplete((all, failure) -> over.complete(!missed && strangers.get() == others.size()));
        return over.join();
    }

    private synchronized void over(int view, long asked) {
        if (joined && met == view && manager.getStatus().allowInvocations()) { // and no parts have met meanwhile
            marks.readAll();
            joined = false;
            met = -1;
            pulse.admit(asked);
        }
    }
}
