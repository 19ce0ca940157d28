package io.leafboot.cache.redis;

import io.leafboot.cache.CacheStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts how often what one cache asked of Redis failed. */
final class Errors {

    private final LongAdder count = new LongAdder();

    void add() {
        count.increment();
    }

    long count() {
        return count.sum();
    }

    <T extends @Nullable Object> T counted(Supplier<T> work) {
        try {
            return work.get();
        } catch (CacheStoreException ex) {
            add();
            throw ex;
        }
    }

    /** Likewise for work that ends later; it does not throw either, but ends exceptionally. */
    <T extends @Nullable Object> CompletableFuture<T> countedAsync(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer;
        try {
            answer = work.get();
        } catch (CacheStoreException ex) {
            answer = CompletableFuture.failedFuture(ex);
        }
        return answer.whenComplete((value, failure) -> {
            if (failure != null) {
                add();
            }
        });
    }
}
