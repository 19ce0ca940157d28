package io.leafboot.cache.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, in order. What the engine notices is looked into on a thread of its own, and listeners are
 * called on another: the engine waits for neither, nor does health for a listener. One that is slower than a thousand events
 * loses some.
 */
final class ClusterEvents {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private static final int MOST_WAITING = 1000;

    private final List<Consumer<ClusterEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor looking = thread("cache-cluster-view");
    private final ThreadPoolExecutor telling = thread("cache-cluster-events");

    private static ThreadPoolExecutor thread(String name) {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    void add(Consumer<ClusterEvent> listener) {
        listeners.add(listener);
    }

    /** Looks into something that the engine noticed, after what it noticed before. */
    void look(Runnable work) {
        run(looking, "what the engine noticed", () -> {
            try {
                work.run();
            } catch (RuntimeException ex) { // the engine ends meanwhile
                log.debug("What the engine noticed could not be looked into", ex);
            }
        });
    }

    void tell(ClusterEvent event) {
        write(event);
        run(telling, event, () -> listeners.forEach(listener -> tell(listener, event)));
    }

    private static void run(ThreadPoolExecutor thread, Object what, Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException ex) {
            if (!thread.isShutdown()) {
                log.warn("Nobody is told of {}, for {} events wait", what, MOST_WAITING);
            }
        }
    }

    void close() {
        looking.shutdown();
        telling.shutdown();
    }

    private static void tell(Consumer<ClusterEvent> listener, ClusterEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException ex) {
            log.warn("A listener failed with {}", event, ex);
        }
    }

    private static void write(ClusterEvent event) {
        if (event instanceof ClusterEvent.Joined joined) {
            log.info(
                    "Joined cluster '{}'; nodes now: {}, {}",
                    joined.cluster(),
                    joined.members().size(),
                    joined.members().stream().map(ClusterMember::name).toList());
        } else if (event instanceof ClusterEvent.MemberJoined joined) {
            log.info(
                    "Node {} joined cluster '{}'; nodes now: {}",
                    joined.member().name(),
                    joined.cluster(),
                    joined.members());
        } else if (event instanceof ClusterEvent.MemberLeft left) {
            log.info(
                    "Node {} {} cluster '{}'; nodes now: {}",
                    left.member().name(),
                    left.graceful() ? "left" : "is lost to",
                    left.cluster(),
                    left.members());
        } else if (event instanceof ClusterEvent.Merged merged) {
            log.info("{} parts of cluster '{}' have met again", merged.parts().size(), merged.cluster());
        } else if (event instanceof ClusterEvent.RebalanceStarted started) {
            log.info("Entries of cache '{}' begin to move between nodes", started.cache());
        } else if (event instanceof ClusterEvent.RebalanceEnded ended) {
            log.info(
                    "Entries of cache '{}' have moved in {} ms",
                    ended.cache(),
                    ended.took().toMillis());
        }
    }
}
