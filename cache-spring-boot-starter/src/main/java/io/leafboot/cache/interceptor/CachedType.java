package io.leafboot.cache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * The type of the values that a method's cache holds: Spring unwraps optionals, futures and reactive types before it puts
 * them. {@code Object} where it cannot be told.
 */
public final class CachedType {

    private CachedType() {}

    /**
     * The type, as narrow as it is known.
     *
     * @param method what was called, of an interface perhaps, or of one that the target itself does not implement
     * @param targetClass the class behind the proxy, which may return something narrower
     */
    static Type of(Method method, Class<?> targetClass) {
        Method implementation = AopUtils.getMostSpecificMethod(method, targetClass);
        Type type = returned(implementation, targetClass);
        return type == Object.class && !implementation.equals(method) ? returned(method, targetClass) : type;
    }

    /** The type itself, with its variables replaced by what they stand for. */
    public static Type of(ResolvableType type) {
        return resolved(type).getType();
    }

    private static Type returned(Method method, Class<?> targetClass) {
        ResolvableType type = ResolvableType.forMethodReturnType(method, targetClass);
        Class<?> raw = type.resolve(Object.class);
        if (BulkMethod.hasKeys(method)) {
            return resolved(type.as(Map.class).getGeneric(1)).getType();
        }
        if (Optional.class == raw) {
            return resolved(type.getGeneric(0)).getType();
        }
        if (CompletionStage.class.isAssignableFrom(raw)) {
            return resolved(type.as(CompletionStage.class).getGeneric(0)).getType();
        }
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
        if (adapter != null && !adapter.isNoValue()) {
            ResolvableType element = resolved(type.getGeneric(0));
            return adapter.isMultiValue()
                    ? resolved(ResolvableType.forClassWithGenerics(List.class, element))
                            .getType()
                    : element.getType();
        }
        return resolved(type).getType();
    }

    /** The type with its variables replaced by what they stand for in the target's class. */
    private static ResolvableType resolved(ResolvableType type) {
        Class<?> raw = type.resolve();
        if (raw == null || type.hasUnresolvableGenerics()) {
            return ResolvableType.forClass(Object.class);
        }
        if (type.isArray()) {
            return ResolvableType.forArrayComponent(resolved(type.getComponentType()));
        }
        if (!type.hasGenerics()) {
            return ResolvableType.forClass(raw);
        }
        ResolvableType[] generics = type.getGenerics();
        for (int i = 0; i < generics.length; i++) {
            generics[i] = resolved(generics[i]);
        }
        return ResolvableType.forClassWithGenerics(raw, generics);
    }
}
