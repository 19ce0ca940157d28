package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Address;
import org.infinispan.util.function.TriConsumer;
import org.jspecify.annotations.Nullable;

/** What nodes ask of each other besides entries. */
final class ClusterCalls {

    private volatile EmbeddedCacheManager manager;
    private final Map<String, Function<RemoteCall, @Nullable Object>> caches = new ConcurrentHashMap<>();

    /** Makes this node answer. */
    ClusterCalls(EmbeddedCacheManager manager) {
        open(manager);
    }

    private void open(EmbeddedCacheManager joined) {
        manager = joined;
        GlobalComponentRegistry.of(joined).registerComponent(this, ClusterCalls.class);
    }

    /** Makes this node answer anew, after it had left the cluster. */
    void reopen(EmbeddedCacheManager joined) {
        open(joined);
    }

    /** What tells this node from every other, of this cluster and of earlier ones. */
    String self() {
        return ClusterMap.id(manager.getAddress());
    }

    /** Has calls that concern a cache answered by it. */
    void answerFor(String cache, Function<RemoteCall, @Nullable Object> answers) {
        caches.put(cache, answers);
    }

    void forget(String cache) {
        caches.remove(cache);
    }

    /** What another node is told; {@code null} if there is no such cache here. */
    @Nullable
    Object answer(RemoteCall call) {
        Function<RemoteCall, @Nullable Object> answers = caches.get(call.cache());
        return answers == null ? null : answers.apply(call);
    }

    /**
     * Asks several nodes at once.
     *
     * @return what each answered; ends exceptionally if one failed, or did not answer in time
     */
    CompletableFuture<List<@Nullable Object>> ask(Collection<Address> nodes, RemoteCall call, long millis) {
        List<@Nullable Object> answers = Collections.synchronizedList(new ArrayList<@Nullable Object>());
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        return askEach(nodes, call, millis, (node, answer, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    } else {
                        answers.add(answer);
                    }
                })
                .thenCompose(all -> failures.isEmpty()
                        ? CompletableFuture.completedFuture(answers)
                        : CompletableFuture.failedFuture(failures.get(0)));
    }

    /**
     * Likewise.
     *
     * @param told given each answer, or each failure, when it comes
     */
    CompletableFuture<Void> askEach(
            Collection<Address> nodes,
            RemoteCall call,
            long millis,
            TriConsumer<? super Address, ? super @Nullable Object, ? super Throwable> told) {
        if (nodes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return manager.executor()
                    .timeout(millis, TimeUnit.MILLISECONDS)
                    .filterTargets(nodes)
                    .<@Nullable Object>submitConsumer(call, told);
        } catch (RuntimeException ex) { // this node has left
            return CompletableFuture.failedFuture(new CacheStoreException("This node is in no cluster", ex));
        }
    }

    /** What nodes hold of a cache; those that do not tell in time are left out. */
    Map<Address, Contents> contents(String cache, Collection<Address> nodes, long millis) {
        Map<Address, Contents> contents = new ConcurrentHashMap<>();
        CompletableFuture<Void> all = askEach(
                nodes,
                new RemoteCall(RemoteCall.Kind.DESCRIBE, cache, "", new byte[0]),
                millis,
                (node, answer, failure) -> {
                    if (failure == null && answer instanceof String told) {
                        contents.put(node, Contents.read(told));
                    }
                });
        try {
            all.get(2 * millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException ex) {
            // those that told are there
        }
        return Map.copyOf(contents);
    }

    /** The nodes of these that are not this one. */
    List<Address> others(Collection<Address> nodes) {
        Address self = manager.getAddress();
        return nodes.stream().filter(node -> !node.equals(self)).toList();
    }
}
