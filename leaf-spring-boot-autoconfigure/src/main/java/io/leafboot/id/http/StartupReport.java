package io.leafboot.id.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Says at start who may call. */
final class StartupReport {

    private static final String FILTER_CHAIN = "org.springframework.security.web.SecurityFilterChain";

    private static final Logger log = LoggerFactory.getLogger(StartupReport.class);

    private StartupReport() {}

    static void log(TagAccess access, ListableBeanFactory beans) {
        if (!access.isOpen()) {
            log.info("The id service asks for tokens ('leaf.http.tokens').");
        } else if (isBehindSpringSecurity(beans)) {
            log.info("The id service asks for no tokens: Spring Security decides who may call.");
        } else {
            log.warn("The id service is open: whoever reaches this port can draw ids of every tag."
                    + " Set 'leaf.http.tokens.<tag>', or 'leaf.http.tokens.[*]' for all tags, or add Spring Security.");
        }
    }

    private static boolean isBehindSpringSecurity(ListableBeanFactory beans) {
        ClassLoader classLoader = beans.getClass().getClassLoader();
        return ClassUtils.isPresent(FILTER_CHAIN, classLoader)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(FILTER_CHAIN, classLoader), false, false)
                                .length
                        > 0;
    }
}
