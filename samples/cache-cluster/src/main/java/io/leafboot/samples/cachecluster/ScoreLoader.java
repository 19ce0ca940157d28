package io.leafboot.samples.cachecluster;

import io.leafboot.cache.CacheLoader;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where scores come from, in place of a database: whichever node needs one that no node has asks here. */
@Component
class ScoreLoader implements CacheLoader<String, String> {

    private static final Logger log = LoggerFactory.getLogger(ScoreLoader.class);

    private static final Map<String, String> SCORES = Map.of("Tom", "630", "Jack", "589", "Sam", "567");

    private final String node;

    ScoreLoader(@Value("${server.port}") String node) {
        this.node = node;
    }

    @Override
    public String cacheName() {
        return "scores";
    }

    @Override
    public @Nullable String load(String name) {
        log.info("[node {}] loads {}", node, name);
        return SCORES.get(name);
    }
}
