package io.leafboot.cache.cluster;

import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application of its own process that takes orders by its standard input, so that it needs no network for it: one a line, the
 * answer a line with the milliseconds that it took. Ends with its input.
 */
public final class SplitApplication {

    static final String NONE = "-";

    private final DefaultCacheRegistry registry;
    private final ClusterNode node;
    /** Of each value that a watch has seen, when the last read began that saw it. */
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    private volatile boolean watching;

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CacheRegistryAutoConfiguration.class)
    static class Caches {}

    private SplitApplication(ConfigurableApplicationContext application) {
        registry = application.getBean(DefaultCacheRegistry.class);
        node = application.getBean(ClusterNode.class);
    }

    /** Starts it; arguments are settings. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        SplitApplication application = new SplitApplication(new SpringApplicationBuilder(Caches.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments));
        application.registry.names().forEach(application.registry::getCache);
        answers.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            long began = System.nanoTime();
            String answer;
            try {
                answer = application.answer(order.split(" "));
            } catch (RuntimeException ex) {
                answer = "failed: " + ex.getClass().getSimpleName();
            }
            answers.println(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " " + answer);
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] order) {
        return switch (order[0]) {
            case "get" -> get(cache(order[1]), order[2]);
            case "load" -> cache(order[1]).get(order[2], () -> order[3]);
            case "put" -> {
                cache(order[1]).put(order[2], order[3]);
                yield "ok";
            }
            case "evict" -> {
                registry.getCache(order[1]).evictAll(List.of(order[2].split(",")));
                yield "ok";
            }
            case "clear" -> {
                cache(order[1]).clear();
                yield "ok";
            }
            case "local" -> local(order[1]).toString();
            case "health" -> registry.health(order[1]).toString();
            case "members" -> "" + node.manager().getMembers().size();
            case "watch" -> {
                watch(order[1], order[2].split(","));
                yield "ok";
            }
            case "watched" -> {
                watching = false;
                yield seen.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
            }
            default -> "unknown order: " + Arrays.toString(order);
        };
    }

    private Cache cache(String name) {
        return registry.getCache(name);
    }

    private static String get(Cache cache, String key) {
        Cache.ValueWrapper found = cache.get(key);
        return found == null ? NONE : "" + found.get();
    }

    /** What this node holds of its own, dead or alive: the random number of each key's entry. */
    private Map<String, Long> local(String name) {
        Map<String, Long> held = new TreeMap<>();
        node.manager()
                .<String, Stored>getCache(name)
                .getAdvancedCache()
                .getDataContainer()
                .forEach(entry -> {
                    if (entry.getValue().value.kind() != Stored.Kind.NONE) {
                        held.put(entry.getKey(), entry.getValue().id);
                    }
                });
        return held;
    }

    /** Reads keys over and over, on a thread that has nothing else to do. */
    private void watch(String name, String[] keys) {
        Cache cache = cache(name);
        watching = true;
        Thread watcher = new Thread(() -> {
            while (watching) {
                for (String key : keys) {
                    long began = System.nanoTime();
                    String value = get(cache, key);
                    if (!value.equals(NONE)) {
                        seen.put(value, began);
                    }
                }
            }
        });
        watcher.setDaemon(true);
        watcher.start();
    }
}
