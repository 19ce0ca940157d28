package io.leafboot.benchmarks.cache;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What every contestant is filled with, and within which bounds. */
final class Entries {

    static final String CACHE = "products";

    static final int COUNT = 10_000;

    private static final int BATCH = 100;

    /** Nobody evicts; but all are more than half full, for before that Caffeine keeps no account of reads. */
    static final int MAX_SIZE = 12_000;

    static final int TTL_SECONDS = 600;

    static final Duration TTL = Duration.ofSeconds(TTL_SECONDS);

    /** Sooner than a key comes again in a walk over a remote cache. */
    static final Duration FORGOTTEN_AFTER = Duration.ofMillis(1);

    static final Map<String, Product> ALL = all();

    private Entries() {}

    static String[] keys() {
        return ALL.keySet().toArray(String[]::new);
    }

    /** Fills a cache some entries at a time, so that no call takes long on a busy machine. */
    static void fill(Consumer<Map<String, Product>> putAll) {
        Map<String, Product> some = new LinkedHashMap<>();
        ALL.forEach((key, value) -> {
            some.put(key, value);
            if (some.size() == BATCH) {
                putAll.accept(Map.copyOf(some));
                some.clear();
            }
        });
        // Objects lie where a collection has moved them, as those of an old cache do.
        System.gc();
    }

    /** A contestant that does not find what it was filled with would be measured at something else. */
    static void check(Function<String, Object> get) {
        ALL.forEach((key, value) -> {
            Object found = get.apply(key);
            if (!value.equals(found)) {
                throw new IllegalStateException("Under " + key + " is " + found);
            }
        });
    }

    private static Map<String, Product> all() {
        Map<String, Product> all = new LinkedHashMap<>();
        IntStream.range(0, COUNT).forEach(number -> all.put("product-" + number, Product.of(number)));
        return Collections.unmodifiableMap(all);
    }
}
