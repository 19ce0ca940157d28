package io.leafboot.cache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/** The type of the values that a method's cache holds: Spring unwraps optionals, futures and reactive types before it puts them. */
final class CachedType {

    private CachedType() {}

    static Type of(Method method) {
        ResolvableType type = ResolvableType.forMethodReturnType(method);
        Class<?> raw = type.resolve(Object.class);
        if (Optional.class == raw || CompletionStage.class.isAssignableFrom(raw)) {
            return type.as(raw == Optional.class ? Optional.class : CompletionStage.class)
                    .getGeneric(0)
                    .getType();
        }
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
        if (adapter != null && !adapter.isNoValue()) {
            ResolvableType element = type.getGeneric(0);
            return adapter.isMultiValue()
                    ? ResolvableType.forClassWithGenerics(List.class, element).getType()
                    : element.getType();
        }
        return type.getType();
    }
}
