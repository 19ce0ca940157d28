package io.leafboot.cache.interceptor;

import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadingCache;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.core.ReactiveAdapter;
import org.springframework.util.function.SingletonSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A publisher: the load runs in the subscriber's context, and goes on if the subscriber leaves. Apart, for Reactor is optional. */
final class ReactiveShape extends ReturnShape {

    private final ReactiveAdapter adapter;

    ReactiveShape(ReactiveAdapter adapter) {
        this.adapter = adapter;
    }

    @Override
    Object through(LoadingCache cache, CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
        // The method is called once, whoever subscribes how often. What it read then, before an evict perhaps, its
        // publisher may give again later: only to the first subscriber is that a load, which others may share.
        Supplier<Mono<?>> source = SingletonSupplier.of(() -> publisher(method));
        AtomicBoolean loaded = new AtomicBoolean();
        Mono<?> value = Mono.deferContextual(context -> loaded.compareAndSet(false, true)
                ? Mono.fromFuture(
                        cache.loadAsync(
                                async(() -> source.get().contextWrite(context).toFuture(), keeps)),
                        true)
                : source.get());
        return adapter.isMultiValue()
                ? adapter.fromPublisher(value.flatMapMany(all -> Flux.fromIterable((Iterable<?>) all)))
                : adapter.fromPublisher(value);
    }

    @Override
    Load load(CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
        return blocking(() -> publisher(method).toFuture().get(), keeps);
    }

    private Mono<?> publisher(CacheOperationInvoker method) {
        try {
            Object publisher = call(method);
            if (publisher == null) {
                throw new IllegalStateException("The method returned null, and not a publisher");
            }
            if (!adapter.isMultiValue()) {
                return Mono.from(adapter.toPublisher(publisher));
            }
            Mono<List<Object>> all =
                    Flux.<Object>from(adapter.toPublisher(publisher)).collectList();
            return all;
        } catch (Exception ex) {
            return Mono.error(ex);
        }
    }
}
