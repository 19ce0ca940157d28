package io.leafboot.cache.http;

import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import io.leafboot.cache.access.AccessRules;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;

/**
 * Which call a request is. The path is taken as it came: what comes after the cache's name is the key, slashes and all, so
 * nothing may tidy it up first.
 *
 * <p>A handler and no controller, so that no converter and no advice of the application's changes an answer.
 */
final class CacheCalls implements HttpRequestHandler {

    private final AccessRules rules;
    private final SecurityChain chain;
    private final EntryCalls entries;
    private final BulkCall bulk;
    private final CacheWideCalls wide;

    CacheCalls(AccessRules rules, SecurityChain chain, EntryCalls entries, BulkCall bulk, CacheWideCalls wide) {
        this.rules = rules;
        this.chain = chain;
        this.entries = entries;
        this.bulk = bulk;
        this.wide = wide;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (!chain.passed(request)) {
                new Problem(HttpStatus.FORBIDDEN, "unguarded", SecurityChain.NOT_PASSED).send(request, response);
                return;
            }
            rules.authorize(request.getHeader("Authorization"));
            call(CacheHttpMapping.pathBelowBase(request), request, response);
        } catch (RuntimeException ex) {
            if (response.isCommitted()) {
                throw ex;
            }
            Problem.of(ex).send(request, response);
        }
    }

    private void call(String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        int slash = path.indexOf('/');
        if (slash < 0) {
            callCache(PercentText.ofPath(path), request, response);
            return;
        }
        String cache = PercentText.ofPath(path.substring(0, slash));
        String key = PercentText.ofPath(path.substring(slash + 1));
        if (key.isEmpty()) {
            key = keyParameter(request);
        }
        switch (request.getMethod()) {
            case "GET", "HEAD" -> entries.get(cache, key, request, response);
            case "PUT" -> entries.put(cache, key, request, response);
            case "DELETE" -> entries.delete(cache, key, response);
            case "POST" -> {
                if (key.equals("bulk")) {
                    bulk.get(cache, request, response);
                } else {
                    Problem.method(response, "GET, HEAD, PUT, DELETE").send(request, response);
                }
            }
            default -> Problem.method(response, "GET, HEAD, PUT, DELETE").send(request, response);
        }
    }

    /** For keys that servers do not let pass in a path. Without one it is a mistake, and never the whole cache. */
    private static String keyParameter(HttpServletRequest request) {
        String key = new Query(request.getQueryString()).first("key");
        if (key == null) {
            throw new AccessRefusedException(
                    Kind.BAD_REQUEST, "The key is empty. It comes after the name of the cache, or as ?key=.");
        }
        return key;
    }

    private void callCache(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getMethod()) {
            case "GET", "HEAD" -> {
                switch (name) {
                    case "stats" -> wide.stats(request, response);
                    case "cluster" -> wide.cluster(request, response);
                    default -> wide.keys(name, request, response);
                }
            }
            case "DELETE" -> wide.clear(name, response);
            case "POST" -> {
                if (name.equals("invalidate")) {
                    wide.invalidate(request, response);
                } else {
                    Problem.method(response, "GET, HEAD, DELETE").send(request, response);
                }
            }
            default -> Problem.method(response, "GET, HEAD, DELETE").send(request, response);
        }
    }
}
