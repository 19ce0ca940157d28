package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.loading.AsyncLoad;
import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadingCache;
import io.leafboot.cache.loading.MethodCall;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/**
 * A cache as one caller sees it who asks for a key, computes what is missing and puts it. A call of a method loads through the
 * cache: what it then puts is there already. For others the put is the end of the load that the miss began.
 *
 * <p>For one key, used by several threads one after the other.
 */
final class CallView implements Cache, LoadingCache {

    /** Of a look-up that failed, if an error handler of the application swallows that: nothing was announced to the store. */
    private static final CacheStore.Fill NOT_TO_BE_KEPT = entry -> false;

    private final DefaultNamedCache cache;
    private final @Nullable MethodCall call;
    private volatile @Nullable Miss miss;

    /** For a call of a method; {@code null} for somebody who does by hand what such a call does. */
    CallView(DefaultNamedCache cache, @Nullable MethodCall call) {
        this.cache = cache;
        this.call = call;
    }

    /**
     * What was missed.
     *
     * @param old the value there was, but too old
     * @param fill the load of a caller who puts; {@code null} if the value is loaded through this cache
     */
    private record Miss(Object key, @Nullable CacheEntry old, CacheStore.@Nullable Fill fill) {}

    @Override
    public @Nullable ValueWrapper get(Object key) {
        miss = new Miss(key, null, NOT_TO_BE_KEPT); // until it is known that the store was told
        CacheEntry entry = cache.find(key);
        if (entry != null && !LookUps.isOld(entry)) {
            return hit(key, entry);
        }
        if (call != null && call.missed(this)) {
            miss = new Miss(key, entry, null);
            return null;
        }
        return begun(key, cache.loading().beginShared(key));
    }

    private ValueWrapper hit(Object key, CacheEntry entry) {
        miss = null;
        if (call != null && cache.loading().isRefreshDue(entry)) {
            Load refresh = call.refresh();
            if (refresh != null) {
                cache.loading().refresh(key, refresh);
            }
        }
        return entry;
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        miss = new Miss(key, null, NOT_TO_BE_KEPT);
        CompletableFuture<@Nullable ValueWrapper> found = cache.findAsync(key).thenCompose(entry -> {
            if (entry != null && !LookUps.isOld(entry)) {
                return CompletableFuture.<@Nullable ValueWrapper>completedFuture(hit(key, entry));
            }
            if (call != null && call.missed(this)) {
                miss = new Miss(key, entry, null);
                return CompletableFuture.<@Nullable ValueWrapper>completedFuture(null);
            }
            return cache.loading().beginSharedAsync(key).<@Nullable ValueWrapper>thenApply(fill -> begun(key, fill));
        });
        // Only a miss that is certain by now may be answered with null.
        return found.isDone() && !found.isCompletedExceptionally() && found.join() == null ? null : found;
    }

    private @Nullable ValueWrapper begun(Object key, CacheStore.Fill fill) {
        CacheEntry present = fill.present();
        if (present == null) {
            miss = new Miss(key, null, fill);
        }
        return present;
    }

    @Override
    public @Nullable Object load(Load load) throws Exception {
        Miss missed = missed();
        return answered(missed, cache.loading().load(missed.key, missed.old, load));
    }

    @Override
    public CompletableFuture<@Nullable Object> loadAsync(AsyncLoad load) {
        Miss missed = missed();
        return cache.loading().call(missed.key, load).load(missed.old).thenApply(value -> answered(missed, value));
    }

    /** A value that is loaded anew and is the very old one passes for it, which does no harm. */
    private @Nullable Object answered(Miss missed, @Nullable Object value) {
        if (call != null && missed.old != null && missed.old.get() == value) {
            call.answeredOld();
        }
        return value;
    }

    private Miss missed() {
        Miss missed = miss;
        if (missed == null) {
            throw new IllegalStateException("Nothing was missed");
        }
        return missed;
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        Miss missed = miss;
        if (missed == null || !missed.key.equals(key)) {
            cache.putLoaded(key, value);
        } else if (missed.fill != null) {
            miss = null;
            if (call == null || !call.isOld()) {
                cache.loading().keep(missed.fill, key, value);
            }
        } // else it has been kept, or is not to be
    }

    @Override
    public String getName() {
        return cache.getName();
    }

    @Override
    public Object getNativeCache() {
        return cache.getNativeCache();
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        return cache.get(key, type);
    }

    /**
     * With {@code sync}, Spring's loader wraps what the method throws, and its caller unwraps it: what is shared with others, and
     * remembered, is the failure itself.
     */
    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        try {
            return cache.<T>get(key, () -> {
                try {
                    return valueLoader.call();
                } catch (ThrowableWrapper ex) {
                    thrown.set(ex.getOriginal());
                    if (ex.getOriginal() instanceof Exception exception) {
                        throw exception;
                    }
                    if (ex.getOriginal() instanceof Error error) {
                        throw error;
                    }
                    throw ex;
                }
            });
        } catch (ValueRetrievalException ex) {
            Throwable cause = ex.getCause();
            if (cause instanceof InterruptedException && cause != thrown.get()) {
                cause = new CacheLoadException("Interrupted while waiting for a value that is being loaded", cause);
            }
            throw cause == null || cause instanceof ThrowableWrapper || call == null
                    ? ex
                    : new ValueRetrievalException(key, valueLoader, new ThrowableWrapper(cause));
        }
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return cache.retrieve(key, valueLoader);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return cache.putIfAbsent(key, value);
    }

    @Override
    public void evict(Object key) {
        cache.evict(key);
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return cache.evictIfPresent(key);
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public boolean invalidate() {
        return cache.invalidate();
    }
}
