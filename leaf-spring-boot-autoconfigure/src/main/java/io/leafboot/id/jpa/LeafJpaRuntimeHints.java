package io.leafboot.id.jpa;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.DecoratingProxy;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.interceptor.TransactionalProxy;

/**
 * What a native image would leave out: the scripts of the table and of those beside it, the entity and its repository,
 * which are no beans, and the fields that Hikari copies a configuration by.
 */
final class LeafJpaRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("db/leaf*/**"); // a feature's own lie in db/leaf-<feature>
        hints.reflection()
                .registerType(
                        LeafAlloc.class,
                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                        MemberCategory.ACCESS_DECLARED_FIELDS)
                .registerType(LeafAllocRepository.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(HikariConfig.class, MemberCategory.ACCESS_DECLARED_FIELDS);
        hints.proxies()
                .registerJdkProxy(
                        LeafAllocRepository.class,
                        Repository.class,
                        TransactionalProxy.class,
                        Advised.class,
                        DecoratingProxy.class);
    }
}
