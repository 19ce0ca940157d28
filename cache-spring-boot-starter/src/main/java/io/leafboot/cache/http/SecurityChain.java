package io.leafboot.cache.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where Spring Security decides who may call and nothing else does, a call must have come through one of its chains: one
 * that is for other paths only would leave these open to everybody.
 *
 * @param required whether that is so
 */
record SecurityChain(boolean required) {

    /** What the first filter of every chain leaves on a request while that is in it. */
    private static final String PASSED = "org.springframework.security.web.context.SecurityContextHolderFilter.APPLIED";

    static final String NOT_PASSED =
            "No security filter chain of the application is for this path, and no tokens are set.";

    boolean passed(HttpServletRequest request) {
        return !required || request.getAttribute(PASSED) != null;
    }
}
