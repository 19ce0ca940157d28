package io.leafboot.cache.http;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import io.leafboot.cache.access.ClusterInfo;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.access.OutsideValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Calls for whole caches, for all of them, and for the cluster. */
final class CacheWideCalls {

    static final String SCALING = "Start the application once more with the same cluster settings: the process joins by"
            + " itself and takes its share of the entries. Stop one, and the others take over what it held.";

    private final OutsideCaches caches;
    private final @Nullable ClusterInfo cluster;
    private final int maxKeys;

    CacheWideCalls(OutsideCaches caches, @Nullable ClusterInfo cluster, int maxKeys) {
        this.caches = caches;
        this.cluster = cluster;
        this.maxKeys = maxKeys;
    }

    /** {@code GET /{cache}?prefix=&from=&to=&limit=}: texts of keys, and where the next call begins if there are more. */
    void keys(String cache, HttpServletRequest request, HttpServletResponse response) throws IOException {
        NamedCache found = caches.cache(cache);
        Query query = new Query(request.getQueryString());
        String prefix = query.first("prefix");
        int limit = limit(query.first("limit"));
        KeyRange range = new KeyRange(
                prefix == null ? "" : prefix, bound(query.first("from")), bound(query.first("to")), limit + 1);
        List<String> keys;
        try {
            keys = found.keys(range);
        } catch (UnsupportedOperationException ex) {
            new Problem(HttpStatus.NOT_IMPLEMENTED, "not-listed", String.valueOf(ex.getMessage()))
                    .send(request, response);
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("keys", keys.size() > limit ? keys.subList(0, limit) : keys);
        if (keys.size() > limit) {
            body.put("next", keys.get(limit));
        }
        json(body, request, response);
    }

    private static @Nullable String bound(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private int limit(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return maxKeys;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= maxKeys) {
                return limit;
            }
        } catch (NumberFormatException ex) {
            // answered below
        }
        throw new AccessRefusedException(Kind.BAD_REQUEST, "The limit is not a number from 1 to " + maxKeys + ".");
    }

    /** {@code DELETE /{cache}}. */
    void clear(String cache, HttpServletResponse response) {
        caches.cache(cache).clear();
        Answer.begin(response, HttpServletResponse.SC_NO_CONTENT);
    }

    /** {@code POST /invalidate?key=&cache=}: evicts a key from one cache or from all that may be reached. */
    void invalidate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Query query = new Query(request.getQueryString());
        String key = query.first("key");
        if (key == null) {
            throw new AccessRefusedException(Kind.BAD_REQUEST, "Say which key: invalidate?key=…");
        }
        caches.rules().checkKey(key);
        String cache = query.first("cache");
        Map<String, Boolean> there = new LinkedHashMap<>();
        RuntimeException failure = null;
        for (String name : cache == null ? caches.names() : List.of(cache)) {
            try {
                there.put(name, caches.delete(name, key));
            } catch (RuntimeException ex) { // the other caches' turn comes all the same
                failure = ex;
            }
        }
        if (failure != null) {
            throw failure;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("key", key);
        body.put("caches", there);
        json(body, request, response);
    }

    /** {@code GET /stats}. */
    void stats(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name : caches.names()) {
            all.put(name, stats(caches.cache(name)));
        }
        json(Map.of("caches", all), request, response);
    }

    private static Map<String, Object> stats(NamedCache cache) {
        CacheStatistics statistics = cache.statistics();
        List<CacheStatistics.Level> levels = statistics.levels();
        Map<String, Object> stats = new LinkedHashMap<>();
        put(stats, "type", cache.spec().type());
        put(
                stats,
                "size",
                levels.isEmpty() ? null : levels.get(levels.size() - 1).size());
        put(stats, "hitRate", statistics.hitRate());
        put(stats, "hits", statistics.hits());
        put(stats, "misses", statistics.misses());
        put(stats, "loads", statistics.loads());
        put(stats, "loadFailures", statistics.loadFailures());
        put(stats, "puts", statistics.puts());
        put(stats, "removals", statistics.removals());
        put(stats, "evictions", statistics.evictions());
        put(stats, "errors", statistics.errors());
        return stats;
    }

    /** What is not known is left out. */
    private static void put(Map<String, Object> stats, String name, @Nullable Object value) {
        if (value != null) {
            stats.put(name, value);
        }
    }

    /** {@code GET /cluster}. */
    void cluster(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, ?> described = cluster == null ? null : cluster.describe();
        if (described == null) {
            new Problem(HttpStatus.NOT_FOUND, "no-cluster", "This application is no node of a cluster.")
                    .send(request, response);
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>(described);
        body.put("scaling", SCALING);
        json(body, request, response);
    }

    private static void json(Map<String, ?> body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Answer.send(request, response, HttpServletResponse.SC_OK, OutsideValue.JSON, Answer.json(body));
    }
}
