package io.leafboot.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Names of a cache's keys in Redis. With prefix {@code cache:} the value of key 42 of cache users is {@code cache:users:42},
 * and what the cache keeps beside its values has a {@code #} after the cache's name. On a cluster a hash tag stands before
 * the cache's name, {@code cache:{7}users:42}, so that what a script changes together is on one server.
 *
 * <p>A name of a cache is written so that it holds neither {@code :} nor {@code #}: no key of one cache is a key of another.
 */
final class RedisKeys {

    private final String prefix;
    private final String name;
    private final int partitions;

    RedisKeys(String prefix, String cacheName, int partitions) {
        this.prefix = prefix;
        this.name = escape(cacheName);
        this.partitions = partitions;
    }

    /** The name of the cache as keys and messages spell it. */
    String name() {
        return name;
    }

    int partition(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), partitions);
    }

    /** Items by the partitions of their keys. */
    <T> Map<Integer, List<T>> byPartition(Collection<T> items, Function<T, String> textOf) {
        Map<Integer, List<T>> byPartition = new TreeMap<>();
        for (T item : items) {
            byPartition
                    .computeIfAbsent(partition(textOf.apply(item)), same -> new ArrayList<>())
                    .add(item);
        }
        return byPartition;
    }

    byte[] data(int partition, String text) {
        return bytes(dataPrefix(partition) + text);
    }

    String dataPrefix(int partition) {
        return start(partition) + name + ":";
    }

    byte[] lease(int partition, String text) {
        return bytes(start(partition) + name + "#lease:" + text);
    }

    byte[] state(int partition) {
        return bytes(start(partition) + name + "#state");
    }

    byte[] tags(int partition) {
        return bytes(start(partition) + name + "#tags");
    }

    byte[] index(int partition) {
        return bytes(start(partition) + name + "#index");
    }

    byte[] expiries(int partition) {
        return bytes(start(partition) + name + "#expiries");
    }

    byte[] swept(int partition) {
        return bytes(start(partition) + name + "#swept");
    }

    byte[] log(int partition) {
        return log(prefix, partition, partitions);
    }

    static byte[] log(String prefix, int partition, int partitions) {
        return bytes(start(prefix, partition, partitions) + "#log");
    }

    /** The channel on which news in the logs is announced. */
    static byte[] news(String prefix) {
        return bytes(prefix + "#news");
    }

    private String start(int partition) {
        return start(prefix, partition, partitions);
    }

    private static String start(String prefix, int partition, int partitions) {
        return partitions == 1 ? prefix : prefix + "{" + partition + "}";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String escape(String name) {
        return name.replace("%", "%25").replace(":", "%3A").replace("#", "%23");
    }
}
