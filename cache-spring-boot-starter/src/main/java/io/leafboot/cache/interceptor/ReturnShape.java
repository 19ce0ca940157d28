package io.leafboot.cache.interceptor;

import io.leafboot.cache.loading.AsyncLoad;
import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadingCache;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.SpringProperties;
import org.springframework.util.ClassUtils;

/** How a method gives its value, and so how it is loaded: Spring keeps what is inside an optional, a future or a publisher. */
abstract class ReturnShape {

    /** What cannot be loaded through a cache: Spring calls the method, and puts what it gives. */
    static final ReturnShape OTHER = new ReturnShape() {
        @Override
        @Nullable
        Object through(LoadingCache cache, CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
            return method.invoke();
        }

        @Override
        Load load(CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
            return blocking(() -> call(method), keeps);
        }
    };

    private static final ReturnShape PLAIN = new Plain(false);
    private static final ReturnShape OPTIONAL = new Plain(true);
    private static final ReturnShape FUTURE = new Future();
    private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono", null)
            && !SpringProperties.getFlag(CacheAspectSupport.IGNORE_REACTIVESTREAMS_PROPERTY_NAME);

    static ReturnShape of(Method method) {
        Class<?> type = method.getReturnType();
        if (KotlinDetector.isSuspendingFunction(method)) {
            return OTHER;
        }
        if (CompletableFuture.class.isAssignableFrom(type)) {
            return type == CompletableFuture.class ? FUTURE : OTHER;
        }
        if (REACTOR) {
            ReactiveAdapter adapter =
                    ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
            if (adapter != null) {
                return adapter.isNoValue() ? OTHER : new ReactiveShape(adapter);
            }
        }
        return type == Optional.class ? OPTIONAL : PLAIN;
    }

    /**
     * Loads through a cache.
     *
     * @return what the method's caller gets
     * @throws Exception what the load threw, a {@link ThrowableWrapper} or another
     */
    abstract @Nullable Object through(
            LoadingCache cache, CacheOperationInvoker method, Predicate<@Nullable Object> keeps) throws Exception;

    /** How to load the value on a thread that may wait for it. */
    abstract Load load(CacheOperationInvoker method, Predicate<@Nullable Object> keeps);

    /** Calls the method. */
    static @Nullable Object call(CacheOperationInvoker method) throws Exception {
        try {
            return method.invoke();
        } catch (ThrowableWrapper ex) {
            if (ex.getOriginal() instanceof Exception exception) {
                throw exception;
            }
            if (ex.getOriginal() instanceof Error error) {
                throw error;
            }
            throw new UndeclaredThrowableException(ex.getOriginal());
        }
    }

    static Load blocking(Callable<?> call, Predicate<@Nullable Object> keeps) {
        return new Load() {
            @Override
            public @Nullable Object call() throws Exception {
                return call.call();
            }

            @Override
            public boolean keeps(@Nullable Object value) {
                return keeps.test(value);
            }
        };
    }

    static AsyncLoad async(
            Supplier<? extends CompletableFuture<? extends @Nullable Object>> call, Predicate<@Nullable Object> keeps) {
        return new AsyncLoad() {
            @Override
            public CompletableFuture<? extends @Nullable Object> call() {
                return call.get();
            }

            @Override
            public boolean keeps(@Nullable Object value) {
                return keeps.test(value);
            }
        };
    }

    private static final class Plain extends ReturnShape {

        private final boolean optional;

        Plain(boolean optional) {
            this.optional = optional;
        }

        @Override
        @Nullable
        Object through(LoadingCache cache, CacheOperationInvoker method, Predicate<@Nullable Object> keeps)
                throws Exception {
            Object value = cache.load(load(method, keeps));
            return optional ? Optional.ofNullable(value) : value;
        }

        @Override
        Load load(CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
            return blocking(() -> unwrap(call(method)), keeps);
        }

        private static @Nullable Object unwrap(@Nullable Object value) {
            return value instanceof Optional<?> some ? some.orElse(null) : value;
        }
    }

    private static final class Future extends ReturnShape {

        @Override
        CompletableFuture<?> through(
                LoadingCache cache, CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
            return cache.loadAsync(async(() -> future(method), keeps));
        }

        @Override
        Load load(CacheOperationInvoker method, Predicate<@Nullable Object> keeps) {
            return blocking(() -> future(method).get(), keeps);
        }

        private static CompletableFuture<?> future(CacheOperationInvoker method) {
            try {
                Object future = call(method);
                if (future == null) {
                    throw new IllegalStateException("The method returned null, and not a CompletableFuture");
                }
                return (CompletableFuture<?>) future;
            } catch (Exception ex) {
                return CompletableFuture.failedFuture(ex);
            }
        }
    }
}
