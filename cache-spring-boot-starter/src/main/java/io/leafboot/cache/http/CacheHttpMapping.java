package io.leafboot.cache.http;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.ClusterInfo;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.codec.ValueCodec;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The place of the calls in Spring MVC: everything below the base path, before the application's own mappings, so that one
 * for all paths does not swallow them. The application's interceptors and CORS settings apply.
 */
public final class CacheHttpMapping extends AbstractHandlerMapping {

    /** After the actuator's, before everything of the application's. */
    private static final int ORDER = -50;

    private static final Pattern BASE_PATH = Pattern.compile("(/(?!\\.\\.?(/|$))[A-Za-z0-9._~-]+)+");

    private static final String PATH = CacheHttpMapping.class.getName() + ".PATH";

    private final String basePath;
    private final CacheCalls calls;
    private final List<WebMvcConfigurer> configurers;

    /**
     * The mapping.
     *
     * @param basePath where the calls begin
     * @param json reads and writes JSON
     * @param maxBulk most keys that a call asks for or lists
     * @param chainRequired whether a call must have come through a chain of Spring Security's
     * @param cluster {@code null} if there is none
     * @param configurers know the application's interceptors and CORS settings
     * @throws InvalidCacheSpecException if a setting is out of range
     */
    public CacheHttpMapping(
            String basePath,
            OutsideCaches caches,
            ValueCodec json,
            int maxBulk,
            boolean chainRequired,
            @Nullable ClusterInfo cluster,
            List<WebMvcConfigurer> configurers) {
        if (!BASE_PATH.matcher(basePath).matches()) {
            throw new InvalidCacheSpecException(
                    "cache.http.base-path is '" + basePath + "', which is no path to begin with.",
                    "Write one like /api/cache: letters, digits, '.', '_', '~', '-', no slash at the end.");
        }
        if (maxBulk < 1 || maxBulk > 10_000) {
            throw new InvalidCacheSpecException(
                    "cache.http.max-bulk is " + maxBulk + ", which is out of range.", "Set it between 1 and 10000.");
        }
        this.basePath = basePath;
        this.configurers = configurers;
        this.calls = new CacheCalls(
                caches.rules(),
                new SecurityChain(chainRequired),
                new EntryCalls(caches),
                new BulkCall(caches, json, maxBulk),
                new CacheWideCalls(caches, cluster, maxBulk));
        setOrder(ORDER);
    }

    @Override
    protected void extendInterceptors(List<Object> interceptors) {
        interceptors.addAll(MvcSettings.interceptors(configurers));
        setCorsConfigurations(MvcSettings.cors(configurers));
    }

    @Override
    protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
        initLookupPath(request);
        String path = ServletRequestPathUtils.getParsedRequestPath(request)
                .pathWithinApplication()
                .value();
        if (!path.startsWith(basePath) || !path.startsWith("/", basePath.length())) {
            return null;
        }
        request.setAttribute(PATH, path.substring(basePath.length() + 1));
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, basePath + "/**"); // for meters
        return calls;
    }

    /** What comes after the base path and its slash, as it came. */
    static String pathBelowBase(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(PATH));
    }

    /**
     * Looks for something else that answers below the base path.
     *
     * @throws InvalidCacheSpecException if the application does
     */
    public void requireOwnPath(Iterable<HandlerMapping> mappings) {
        for (HandlerMapping mapping : mappings) {
            for (String pattern : MvcSettings.patterns(mapping)) {
                if (pattern.equals(basePath) || pattern.startsWith(basePath + "/")) {
                    throw new InvalidCacheSpecException(
                            "cache.http.base-path is '" + basePath + "', but the application itself answers '" + pattern
                                    + "'.",
                            "Set cache.http.base-path to a path of its own.");
                }
            }
        }
    }
}
