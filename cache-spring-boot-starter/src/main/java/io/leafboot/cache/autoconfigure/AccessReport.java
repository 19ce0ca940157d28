package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.access.AccessRules;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Says at start who may reach which caches. */
final class AccessReport {

    private static final String FILTER_CHAIN = "org.springframework.security.web.SecurityFilterChain";

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private AccessReport() {}

    static boolean isBehindSpringSecurity(ListableBeanFactory beans) {
        ClassLoader classLoader = beans.getClass().getClassLoader();
        return ClassUtils.isPresent(FILTER_CHAIN, classLoader)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(FILTER_CHAIN, classLoader), false, false)
                                .length
                        > 0;
    }

    static void log(String settings, String where, AccessRules rules, boolean guarded, CacheRegistry registry) {
        if (rules.caches().isEmpty()) {
            log.warn("No cache can be reached at {}: list some under {}.caches, or '*' for all.", where, settings);
            return;
        }
        Set<String> names = new TreeSet<>(rules.caches());
        String who = rules.asksForTokens()
                ? "callers with a token" + (guarded ? " whom the application's security lets pass" : "")
                : guarded ? "whoever the application's security lets pass" : "anybody who reaches the port";
        if (rules.asksForTokens() || guarded) {
            log.info("Caches {} can be read and written at {} by {}.", names, where, who);
        } else {
            log.warn("Caches {} can be read and written at {} by {} ({}.open=true).", names, where, who, settings);
        }
        names.remove(AccessRules.ALL_CACHES);
        names.removeAll(registry.names());
        if (!names.isEmpty()) {
            log.warn("There are no caches {} yet, which {}.caches lists.", names, settings);
        }
    }
}
