package io.leafboot.cache.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Goes on with what waited for an answer of another node: that may wait in turn, which the engine's own threads must not. */
final class Answers {

    private final Executor executor;

    Answers(Executor executor) {
        this.executor = executor;
    }

    /** The same, done on a thread that may wait. */
    <T extends @Nullable Object> CompletableFuture<T> apart(CompletableFuture<T> answer) {
        return answer.isDone() ? answer : answer.thenApplyAsync(value -> value, executor);
    }
}
