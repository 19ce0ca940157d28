package io.leafboot.cache.interceptor;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.UnknownCacheException;
import io.leafboot.cache.loading.MethodCall;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.AbstractCacheResolver;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.util.function.SingletonSupplier;

/**
 * Spring's interceptor, which makes the look-up and the put of a call one load, tells a cache what type of values a method puts
 * into it, and answers an unknown name with the names there are.
 */
final class NamedCacheInterceptor extends CacheInterceptor {

    private static final long serialVersionUID = 1L;

    /** The call whose operations are being looked up on this thread. */
    private static final ThreadLocal<@Nullable AnnotatedCall> CALL = new ThreadLocal<>();

    /** By methods of proxied beans: as many as the application has. */
    private final transient ConcurrentMap<AnnotatedElementKey, Plan> plans = new ConcurrentHashMap<>();

    /** By methods of proxied beans: as many as the application has. */
    private final transient ConcurrentMap<AnnotatedElementKey, Values> valuesOf = new ConcurrentHashMap<>();

    NamedCacheInterceptor(CacheOperationSource operations, ObjectProvider<CachingConfigurer> configurers) {
        setCacheOperationSource(operations);
        // Asked for as late as Spring does: a configurer may need beans that caching applies to.
        SingletonSupplier<CachingConfigurer> configurer = SingletonSupplier.of(() -> only(configurers));
        configure(
                () -> configurer.obtain().errorHandler(),
                () -> configurer.obtain().keyGenerator(),
                () -> configurer.obtain().cacheResolver(),
                () -> configurer.obtain().cacheManager());
    }

    private static CachingConfigurer only(ObjectProvider<CachingConfigurer> configurers) {
        List<CachingConfigurer> all = configurers.stream().toList();
        if (all.size() > 1) {
            throw new IllegalStateException("There are " + all.size()
                    + " beans of CachingConfigurer, and only one may say how caching works. Leave one of them.");
        }
        return all.isEmpty() ? new CachingConfigurer() {} : all.get(0);
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        return super.invoke(new ThreadedInvocation(invocation));
    }

    @Override
    @SuppressWarnings("NullAway") // arguments may be null, as Spring says
    protected @Nullable Object execute(
            CacheOperationInvoker invoker, Object target, Method method, @Nullable Object[] args) {
        AnnotatedCall outer = CALL.get();
        Plan plan = plans.computeIfAbsent(
                new AnnotatedElementKey(method, target.getClass()), same -> Plan.of(method, target));
        try {
            if (plan.bulk() != null) {
                CALL.remove();
                return bulk(plan.bulk(), invoker, target, method, args);
            }
            AnnotatedCall call = new AnnotatedCall(invoker, plan.shape());
            CALL.set(call);
            return super.execute(call, target, method, args);
        } finally {
            if (outer == null) {
                CALL.remove();
            } else {
                CALL.set(outer);
            }
        }
    }

    @SuppressWarnings("NullAway") // as above
    private Object bulk(
            BulkMethod bulk, CacheOperationInvoker invoker, Object target, Method method, @Nullable Object[] args) {
        Class<?> targetClass = AopProxyUtils.ultimateTargetClass(target);
        CacheOperationSource source = Objects.requireNonNull(getCacheOperationSource());
        CacheOperation operation = bulk.onlyOperation(source.getCacheOperations(method, targetClass));
        Context context = (Context) getOperationContext(operation, method, args, target, targetClass);
        return bulk.call(bulk.onlyCache(context.caches()), invoker, args);
    }

    /**
     * What is known of a method.
     *
     * @param shape how it gives its value
     * @param bulk how it is asked for many keys; {@code null} if it is not
     */
    private record Plan(ReturnShape shape, @Nullable BulkMethod bulk) {

        static Plan of(Method method, Object target) {
            return new Plan(ReturnShape.of(method), BulkMethod.of(method, AopProxyUtils.ultimateTargetClass(target)));
        }
    }

    @Override
    protected CacheOperationContext getOperationContext(
            CacheOperation operation, Method method, @Nullable Object[] args, Object target, Class<?> targetClass) {
        return new Context(getCacheOperationMetadata(operation, method, targetClass), args, target);
    }

    /** Lets a call ask what Spring asks before it puts. */
    private final class Context extends CacheOperationContext {

        @SuppressWarnings("NullAway") // as above
        Context(CacheOperationMetadata metadata, @Nullable Object[] args, Object target) {
            super(metadata, args, target);
        }

        Collection<? extends Cache> caches() {
            return getCaches();
        }

        boolean keeps(@Nullable Object value) {
            try {
                return canPutToCache(value);
            } catch (RuntimeException ex) {
                return false; // whoever called the method gets it from Spring, which asks again
            }
        }
    }

    @Override
    protected Collection<? extends Cache> getCaches(
            CacheOperationInvocationContext<CacheOperation> context, CacheResolver cacheResolver) {
        Collection<? extends Cache> caches;
        try {
            caches = super.getCaches(context, cacheResolver);
        } catch (IllegalArgumentException ex) {
            throw explained(ex, context.getOperation(), cacheResolver);
        }
        if (context.getOperation() instanceof CacheEvictOperation) {
            return caches;
        }
        Method method = context.getMethod();
        Class<?> targetClass = context.getTarget().getClass();
        Values values = valuesOf.computeIfAbsent(
                new AnnotatedElementKey(method, targetClass),
                same -> new Values(CachedType.of(method, AopProxyUtils.ultimateTargetClass(context.getTarget()))));
        // Spring asks, calls the method and puts, as three steps, which caches of this call's own make one load of;
        // with
        // sync it leaves all three to the cache. A CachePut begins nothing.
        AnnotatedCall call = CALL.get();
        boolean loads = context.getOperation() instanceof CacheableOperation;
        if (call != null && context.getOperation() instanceof CacheableOperation cacheable && cacheable.isSync()) {
            call.inSync();
        }
        if (call != null && context.getOperation() instanceof CachePutOperation) {
            call.puts();
        }
        MethodCall loading = call != null && loads ? call.ofOperation(((Context) context)::keeps) : null;
        if (caches.size() == 1) {
            return List.of(ofCall(caches.iterator().next(), values, loading));
        }
        return caches.stream().map(cache -> ofCall(cache, values, loading)).toList();
    }

    private static Cache ofCall(Cache cache, Values values, @Nullable MethodCall call) {
        if (cache instanceof NamedCache named) {
            values.declareTo(named);
        }
        return call != null && cache instanceof MethodCall.Participant participant ? participant.forCall(call) : cache;
    }

    /** What a method returns, as a cache sees it. */
    private static final class Values {

        private final Type type;
        /** A cache that knows. It need not be the only one, nor must every thread see it: telling it again does no harm. */
        private @Nullable NamedCache told;

        Values(Type type) {
            this.type = type;
        }

        void declareTo(NamedCache cache) {
            if (told != cache) {
                cache.declareValueType(type);
                told = cache;
            }
        }
    }

    private static IllegalArgumentException explained(
            IllegalArgumentException failure, CacheOperation operation, @Nullable CacheResolver resolver) {
        if (resolver instanceof AbstractCacheResolver known
                && known.getCacheManager() instanceof CacheRegistry registry) {
            for (String name : operation.getCacheNames()) {
                if (registry.getCache(name) == null) {
                    return new UnknownCacheException(name, registry.names());
                }
            }
        }
        return failure;
    }
}
