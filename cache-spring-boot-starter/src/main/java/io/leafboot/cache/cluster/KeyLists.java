package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;

/** The keys of a cache, of which every node lists those that it holds. */
final class KeyLists {

    private final String cache;
    private final ClusterMap map;
    private final ClusterCalls calls;
    private final MarkTable.OfCache marks;
    private final long timeoutMillis;

    KeyLists(String cache, ClusterMap map, ClusterCalls calls, MarkTable.OfCache marks, long timeoutMillis) {
        this.cache = cache;
        this.map = map;
        this.calls = calls;
        this.marks = marks;
        this.timeoutMillis = timeoutMillis;
    }

    List<String> of(KeyRange range) {
        List<Address> others = calls.others(map.members());
        RemoteCall call = new RemoteCall(RemoteCall.Kind.KEYS, cache, "", write(range));
        var asked = calls.ask(others, call, timeoutMillis);
        Stream<String> all = here(range);
        try {
            for (Object answer : asked.join()) {
                if (answer instanceof byte[] texts) {
                    all = Stream.concat(all, Texts.read(texts).stream());
                }
            }
        } catch (CompletionException ex) {
            throw new CacheStoreException(
                    "Not all nodes have listed their keys of cache '" + cache + "'", ex.getCause());
        }
        return sorted(all.distinct(), range);
    }

    /** What another node is told. */
    byte[] answer(byte[] range) {
        KeyRange asked = read(range);
        return Texts.write(sorted(here(asked), asked));
    }

    private static List<String> sorted(Stream<String> texts, KeyRange range) {
        return texts.sorted(Utf8Order.INSTANCE).limit(range.limit()).toList();
    }

    /** All that this node holds, copies too: an owner may have lost to its bound what a copy of it still has. */
    private Stream<String> here(KeyRange range) {
        Marks now = marks.now();
        List<String> texts = new ArrayList<>();
        map.forEachHere((text, stored) -> {
            if (range.contains(text) && stored.value.isThere(now) && !stored.value.isOld()) {
                texts.add(text);
            }
        });
        return texts.stream();
    }

    /** A bound is marked by a sign, so that one that is not set is told from one that is empty. */
    private static byte[] write(KeyRange range) {
        return Texts.write(List.of(
                String.valueOf(range.limit()),
                range.prefix(),
                (range.from() == null ? "-" : "+") + (range.from() == null ? "" : range.from()),
                (range.to() == null ? "-" : "+") + (range.to() == null ? "" : range.to())));
    }

    private static KeyRange read(byte[] bytes) {
        List<String> parts = Texts.read(bytes);
        return new KeyRange(parts.get(1), bound(parts.get(2)), bound(parts.get(3)), Integer.parseInt(parts.get(0)));
    }

    private static @Nullable String bound(String part) {
        return part.startsWith("-") ? null : part.substring(1);
    }
}
