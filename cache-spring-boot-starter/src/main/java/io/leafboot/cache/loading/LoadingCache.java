package io.leafboot.cache.loading;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A cache that has missed, and through which a {@link MethodCall} loads. */
public interface LoadingCache {

    /**
     * Loads the value that was missed and keeps it, or gets it in another way. Afterwards putting it changes nothing.
     *
     * @throws Exception what the load threw
     */
    @Nullable
    Object load(Load load) throws Exception;

    /** Like {@link #load(Load)}, without waiting. */
    CompletableFuture<@Nullable Object> loadAsync(AsyncLoad load);
}
