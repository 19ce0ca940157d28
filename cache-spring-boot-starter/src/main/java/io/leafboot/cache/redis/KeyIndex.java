package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import io.leafboot.cache.KeyRange;
import io.leafboot.cache.Utf8Order;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The index of a cache's keys, by which they are listed without scanning those of others. */
final class KeyIndex {

    private final RedisLink link;
    private final RedisKeys keys;
    private final CacheScripts scripts;
    private final boolean kept;

    /**
     * An index.
     *
     * @param kept whether there is one
     */
    KeyIndex(RedisLink link, RedisKeys keys, CacheScripts scripts, boolean kept) {
        this.link = link;
        this.keys = keys;
        this.scripts = scripts;
        this.kept = kept;
    }

    /** Texts of keys, in order. */
    List<String> list(KeyRange range) {
        if (!kept) {
            throw new UnsupportedOperationException("Keys of cache '" + keys.name()
                    + "' cannot be listed without scanning those of others. Set its key-index to true.");
        }
        List<String> texts = new ArrayList<>();
        for (int partition = 0; partition < link.partitions(); partition++) {
            list(partition, range, texts);
        }
        texts.sort(Utf8Order.INSTANCE);
        return List.copyOf(texts.subList(0, Math.min(texts.size(), range.limit())));
    }

    private void list(int partition, KeyRange range, List<String> texts) {
        String from = range.from() != null && Utf8Order.INSTANCE.compare(range.from(), range.prefix()) > 0
                ? range.from()
                : range.prefix();
        byte[] lower = from.isEmpty() ? bytes("-") : bytes("[" + from);
        int found = 0;
        while (found < range.limit()) {
            List<byte[]> args = scripts.args(partition);
            args.add(lower);
            args.add(range.to() == null ? bytes("+") : bytes("(" + range.to()));
            args.add(bytes(Integer.toString(CacheScripts.CHUNK)));
            List<@Nullable Object> answer = link.await(scripts.run(partition, Script.KEYS, List.of(), args));
            for (Object text : answer.subList(2, answer.size())) {
                String key = text == null ? "" : new String((byte[]) text, StandardCharsets.UTF_8);
                if (!key.startsWith(range.prefix())) {
                    return; // in order, so nothing that follows has the prefix
                }
                texts.add(key);
                found++;
            }
            Object looked = answer.get(0);
            Object last = answer.get(1);
            if (looked == null || last == null || (Long) looked < CacheScripts.CHUNK) {
                return;
            }
            lower = bytes("(" + new String((byte[]) last, StandardCharsets.UTF_8));
        }
    }
}
