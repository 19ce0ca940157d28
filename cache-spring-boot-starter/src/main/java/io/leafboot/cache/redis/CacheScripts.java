package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the scripts of one cache, which are all given the same keys and arguments first; see {@code common.lua}. */
final class CacheScripts {

    /** Keys of one call at most, so that it does not keep a server busy for long. */
    static final int CHUNK = 500;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final RedisLink link;
    private final RedisKeys keys;
    private final byte[] indexed;
    private final byte[] logLength;
    private final byte[] origin;
    private final byte[] channel;
    private final byte[] name;

    /**
     * Scripts of a cache.
     *
     * @param log the log that writes are told to; {@code null} for none
     */
    CacheScripts(RedisLink link, RedisKeys keys, boolean indexed, @Nullable InvalidationLog log, int logLength) {
        this.link = link;
        this.keys = keys;
        this.indexed = bytes(indexed ? "1" : "0");
        this.logLength = bytes(Integer.toString(log == null ? 0 : logLength));
        this.origin = bytes(log == null ? "" : log.origin());
        this.channel = log == null ? new byte[0] : log.channel();
        this.name = bytes(keys.name());
    }

    /** A name for one load. */
    static byte[] random() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** The arguments that every script is given, to which those of its own are to be added. */
    List<byte[]> args(int partition) {
        List<byte[]> args = new ArrayList<>();
        args.add(random());
        args.add(logLength);
        args.add(channel);
        args.add(origin);
        args.add(name);
        args.add(indexed);
        args.add(bytes(keys.dataPrefix(partition)));
        return args;
    }

    /** The keys that every script is given: those of the cache, and then two for each text. */
    byte[][] names(int partition, List<String> texts) {
        byte[][] names = new byte[5 + 2 * texts.size()][];
        names[0] = keys.state(partition);
        names[1] = keys.log(partition);
        names[2] = keys.index(partition);
        names[3] = keys.expiries(partition);
        names[4] = keys.tags(partition);
        for (int i = 0; i < texts.size(); i++) {
            names[5 + 2 * i] = keys.data(partition, texts.get(i));
            names[6 + 2 * i] = keys.lease(partition, texts.get(i));
        }
        return names;
    }

    /** Runs a script that answers with a list. */
    CompletableFuture<List<@Nullable Object>> run(int partition, Script script, List<String> texts, List<byte[]> args) {
        return link.run(partition, script, names(partition, texts), array(args));
    }

    /** Runs a script that answers with a number. */
    CompletableFuture<Long> count(int partition, Script script, List<String> texts, List<byte[]> args) {
        return link.count(partition, script, names(partition, texts), array(args));
    }

    /** Like {@link #run}, in the order of calls. */
    CompletableFuture<List<@Nullable Object>> runInOrder(
            int partition, Script script, List<String> texts, List<byte[]> args) {
        return link.runInOrder(partition, script, names(partition, texts), array(args));
    }

    static byte[][] array(List<byte[]> args) {
        return args.toArray(byte[][]::new);
    }

    /** Sends the items in as few calls as may be, each to one partition, none of which keeps a server busy for long. */
    <T> CompletableFuture<Void> inPartitions(
            Collection<T> items, Function<T, String> textOf, Function<List<T>, CompletableFuture<?>> call) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (List<T> partition : keys.byPartition(items, textOf).values()) {
            for (int from = 0; from < partition.size(); from += CHUNK) {
                sent.add(call.apply(partition.subList(from, Math.min(from + CHUNK, partition.size()))));
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }
}
