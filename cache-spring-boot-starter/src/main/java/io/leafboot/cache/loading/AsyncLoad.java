package io.leafboot.cache.loading;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How to get a value from its source without waiting for it. */
public interface AsyncLoad {

    /** Asks the source. Called once at most; what it throws is a failed load. */
    CompletableFuture<? extends @Nullable Object> call();

    /** Whether what the source gave is to be kept. */
    default boolean keeps(@Nullable Object value) {
        return true;
    }

    /** Of a supplier, whose every value is kept. */
    static AsyncLoad of(Supplier<? extends CompletableFuture<? extends @Nullable Object>> supplier) {
        return supplier::get;
    }
}
