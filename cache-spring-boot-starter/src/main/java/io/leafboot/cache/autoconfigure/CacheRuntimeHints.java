package io.leafboot.cache.autoconfigure;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** What a native image would leave out: the scripts, the parameters that a key is made of, and how a percentage is read. */
final class CacheRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/leafboot/cache/redis/*.lua");
        Field params = ReflectionUtils.findField(SimpleKey.class, "params");
        if (params != null) {
            hints.reflection().registerField(params);
        }
        for (Method method : Percentage.class.getDeclaredMethods()) {
            if (method.getName().equals("valueOf")) {
                hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
            }
        }
    }
}
