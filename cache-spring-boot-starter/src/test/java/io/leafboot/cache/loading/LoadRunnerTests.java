package io.leafboot.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.LoadFailure;
import io.leafboot.cache.LoadSpec;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A load that fails, over a store that takes its time to let others in. */
@Timeout(60)
class LoadRunnerTests {

    private static final IOException DOWN = new IOException("source is down");

    private final CountDownLatch told = new CountDownLatch(1);
    private final CompletableFuture<Boolean> released = new CompletableFuture<>();

    private final Fill fill = new Fill() {
        @Override
        public boolean complete(CacheEntry entry) {
            return false;
        }

        @Override
        public CompletableFuture<Boolean> release(LoadFailure failure) {
            told.countDown();
            return released;
        }
    };

    private final LoadCounters counters = new LoadCounters();
    private final Fills fills = fills();
    private final LoadRunner runner = new LoadRunner("items", LoadSpec.UNSET, fills, counters, new Resting());

    private Fills fills() {
        InvocationHandler store = (proxy, method, arguments) ->
                method.getName().equals("beginFill") ? fill : InvocationHandler.invokeDefault(proxy, method, arguments);
        StoreErrors errors = new StoreErrors("items");
        return new Fills(
                (CacheStore)
                        Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {CacheStore.class}, store),
                new EntryFactory("items", CacheSpec.memory(), errors),
                counters,
                errors,
                TimeUnit.SECONDS.toNanos(10),
                false,
                key -> null);
    }

    /** Else whoever hears of it and asks anew would be told, by the store, of the failure that is over. */
    @Test
    void nobodyHearsOfAFailureBeforeTheStoreLetsOthersIn() throws Exception {
        CompletableFuture<Loaded> load = CompletableFuture.supplyAsync(() -> {
            try {
                return runner.run("a", Load.of(LoadRunnerTests::fail), FillMode.EXCLUSIVE, false);
            } catch (Exception ex) {
                throw new IllegalStateException(ex);
            }
        });
        told.await();
        assertThatThrownBy(() -> load.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        released.complete(true);
        assertThatThrownBy(load::join).hasRootCause(DOWN);
    }

    @Test
    void norOneThatDoesNotWait() throws Exception {
        CompletableFuture<Loaded> load = runner.runAsync(
                "a",
                () -> CompletableFuture.failedFuture(DOWN),
                new SingleFlight.Steps() {
                    @Override
                    public <R> R run(Supplier<R> step) {
                        return step.get();
                    }
                },
                FillMode.EXCLUSIVE,
                false,
                fills.caller());
        told.await();
        assertThat(load).isNotDone();
        released.completeExceptionally(new IllegalStateException("the store is away"));
        assertThatThrownBy(load::join).hasRootCause(DOWN);
    }

    private static Object fail() throws IOException {
        throw DOWN;
    }
}
