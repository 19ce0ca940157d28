package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.interceptor.CachedType;
import io.leafboot.cache.source.CacheSources;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * The beans that load and write the values of caches. They are made when a cache first needs one, or with the other
 * singletons: they may depend on beans that depend on the registry.
 */
final class CacheSourceBeans implements Supplier<CacheSources> {

    private final ConfigurableListableBeanFactory beans;
    private final String registry;
    /** Found twice rather than under a lock that could be in the way of the making of beans. */
    private volatile @Nullable CacheSources sources;

    CacheSourceBeans(ConfigurableListableBeanFactory beans, String registry) {
        this.beans = beans;
        this.registry = registry;
    }

    @Override
    public CacheSources get() {
        CacheSources known = sources;
        if (known == null) {
            known = find();
            if (known.complete()) {
                sources = known;
            }
        }
        return known;
    }

    private CacheSources find() {
        List<CacheSources.Bean<CacheLoader<?, ?>>> loaders = new ArrayList<>();
        List<CacheSources.Bean<CacheWriter<?, ?>>> writers = new ArrayList<>();
        boolean complete = true;
        for (String name : names(CacheLoader.class)) {
            CacheLoader<?, ?> loader = bean(name, CacheLoader.class);
            complete &= loader != null;
            if (loader != null) {
                loaders.add(found(name, loader, CacheLoader.class));
            }
        }
        for (String name : names(CacheWriter.class)) {
            CacheWriter<?, ?> writer = bean(name, CacheWriter.class);
            complete &= writer != null;
            if (writer != null) {
                writers.add(found(name, writer, CacheWriter.class));
            }
        }
        return new CacheSources(loaders, writers, complete);
    }

    /** The bean; {@code null} while it is being made, which may take it through a cache that it has nothing to do with. */
    private <T> @Nullable T bean(String name, Class<T> kind) {
        try {
            return beans.getBean(name, kind);
        } catch (BeanCurrentlyInCreationException ex) {
            return null;
        }
    }

    /** Each is asked for by its name: whoever asks for all gets all but those that are being made. */
    private List<String> names(Class<?> kind) {
        return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, kind));
    }

    private <T> CacheSources.Bean<T> found(String name, T source, Class<?> kind) {
        beans.registerDependentBean(name, registry); // which ends first, and writes what waits
        return new CacheSources.Bean<>(name, source, valueType(name, source, kind));
    }

    /** As the definition of the bean says, or else its class. */
    private Type valueType(String name, Object source, Class<?> kind) {
        Type declared = beans.containsBeanDefinition(name)
                ? valueType(beans.getMergedBeanDefinition(name).getResolvableType(), kind)
                : Object.class;
        return declared == Object.class
                ? valueType(ResolvableType.forClass(AopUtils.getTargetClass(source)), kind)
                : declared;
    }

    private static Type valueType(ResolvableType type, Class<?> kind) {
        return CachedType.of(type.as(kind).getGeneric(1));
    }

    /**
     * Tells each cache, also those that come later, the types of the values that it gets.
     *
     * @param allDeclared whether no cache comes later
     */
    void matchWith(CacheRegistry caches, boolean allDeclared) {
        CacheSources all = get();
        if (allDeclared) {
            all.requireCaches(caches.names());
        }
        caches.addListener(new CacheRegistry.Listener() {
            @Override
            public void created(NamedCache cache) {
                all.valueTypes(cache.getName()).forEach(cache::declareValueType);
            }

            @Override
            public void removed(NamedCache cache) {}
        });
    }
}
