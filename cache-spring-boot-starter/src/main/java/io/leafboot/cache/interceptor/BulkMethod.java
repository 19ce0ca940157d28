package io.leafboot.cache.interceptor;

import io.leafboot.cache.CacheKeys;
import io.leafboot.cache.NamedCache;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.util.StringUtils;

/** A method that is asked for many keys at once and called with those that are missing. */
final class BulkMethod {

    private final Method method;

    private BulkMethod(Method method) {
        this.method = method;
    }

    /** The method as one of many keys, {@code null} if it is none. */
    static @Nullable BulkMethod of(Method method, Class<?> targetClass) {
        Method implementation = AopUtils.getMostSpecificMethod(method, targetClass);
        return hasKeys(method) || hasKeys(implementation) ? new BulkMethod(method) : null;
    }

    static boolean hasKeys(Method method) {
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(CacheKeys.class)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The only operation that it may have.
     *
     * @throws IllegalStateException if it has another, or what cannot be said of many keys; the message says what to change
     */
    CacheOperation onlyOperation(@Nullable Collection<CacheOperation> operations) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != 1
                || !(types[0].isAssignableFrom(List.class) || types[0].isAssignableFrom(Set.class))
                || types[0] == Object.class) {
            throw wrong("it must have one parameter, a Collection, List, Set or Iterable of keys");
        }
        if (!Map.class.isAssignableFrom(method.getReturnType())
                || !method.getReturnType().isAssignableFrom(LinkedHashMap.class)) {
            throw wrong("it must return a Map from keys to values");
        }
        if (operations == null
                || operations.size() != 1
                || !(operations.iterator().next() instanceof CacheableOperation operation)) {
            throw wrong("it must have one @Cacheable, and no other operation");
        }
        if (operation.isSync()
                || StringUtils.hasText(operation.getKey())
                || StringUtils.hasText(operation.getKeyGenerator())
                || StringUtils.hasText(operation.getCondition())
                || StringUtils.hasText(operation.getUnless())) {
            throw wrong("its @Cacheable must not have key, keyGenerator, condition, unless or sync");
        }
        return operation;
    }

    /** The only cache that it may have. */
    NamedCache onlyCache(Collection<? extends Cache> caches) {
        if (caches.size() != 1 || !(caches.iterator().next() instanceof NamedCache cache)) {
            throw wrong("it must have one cache, of those declared under 'cache'");
        }
        return cache;
    }

    private IllegalStateException wrong(String what) {
        return new IllegalStateException("@CacheKeys cannot work on " + method + ": " + what + ".");
    }

    /** Gets the values of all keys. The arguments are those that the invoker calls the method with. */
    Map<Object, Object> call(NamedCache cache, CacheOperationInvoker invoker, @Nullable Object[] arguments) {
        if (!(arguments[0] instanceof Iterable<?> iterable)) {
            throw new IllegalArgumentException("The keys that " + method + " is called with are null");
        }
        Collection<Object> keys = new ArrayList<>();
        iterable.forEach(keys::add);
        try {
            return cache.getAll(keys, missing -> {
                arguments[0] = method.getParameterTypes()[0].isAssignableFrom(List.class)
                        ? missing
                        : new LinkedHashSet<>(missing);
                Object loaded = ReturnShape.call(invoker);
                if (loaded == null) {
                    throw new IllegalStateException(method + " returned null, and not a Map");
                }
                return (Map<?, ?>) loaded;
            });
        } catch (Cache.ValueRetrievalException ex) {
            Throwable cause = ex.getCause();
            throw new CacheOperationInvoker.ThrowableWrapper(cause == null ? ex : cause);
        }
    }
}
