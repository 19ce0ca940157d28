package io.leafboot.cache.loading;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How to get a value from its source. */
public interface Load {

    /** Asks the source. Called once at most, on the caller's thread or in the background. */
    @Nullable
    Object call() throws Exception;

    /** Whether what the source gave is to be kept. */
    default boolean keeps(@Nullable Object value) {
        return true;
    }

    /** Whether it is the cache's own loader that is called, which every node has. */
    default boolean isOfSource() {
        return false;
    }

    /** Of the cache's own loader. */
    static Load ofSource(Callable<?> loader) {
        return new Load() {
            @Override
            public @Nullable Object call() throws Exception {
                return loader.call();
            }

            @Override
            public boolean isOfSource() {
                return true;
            }
        };
    }

    /** Of a callable, whose every value is kept. */
    static Load of(Callable<?> callable) {
        return callable::call;
    }
}
