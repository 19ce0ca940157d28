package io.leafboot.cache.redis;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.OnError;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.redis.RedisReads.Peeked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Reads of many keys, in one round trip to each server. */
final class BulkReads {

    private final RedisReads reads;
    private final RedisLink link;
    private final RedisKeys keys;
    private final CacheScripts scripts;
    private final RedisValues values;
    private final Partitions partitions;
    private final Errors errors;
    /** Whether what some servers answered is given if others did not. */
    private final boolean inPart;

    BulkReads(
            CacheSpec spec,
            RedisReads reads,
            RedisLink link,
            RedisKeys keys,
            CacheScripts scripts,
            RedisValues values,
            Partitions partitions,
            Errors errors) {
        this.reads = reads;
        this.link = link;
        this.keys = keys;
        this.scripts = scripts;
        this.values = values;
        this.partitions = partitions;
        this.errors = errors;
        this.inPart = link.partitions() > 1 && spec.onError() != OnError.PROPAGATE;
    }

    /** The entries that are there, in the order of the keys. */
    Map<Object, RedisEntry> getAll(Collection<?> keys, boolean withTtl) {
        Map<Object, String> texts = new LinkedHashMap<>();
        for (Object key : keys) {
            String text = KeyText.of(key);
            if (!partitions.distrusts(text)) {
                texts.put(key, text);
            }
        }
        Map<String, RedisEntry> read = new HashMap<>();
        answers(List.copyOf(new LinkedHashSet<>(texts.values())), withTtl).forEach((text, answer) -> {
            RedisEntry entry = values.entry(text, answer.value(), answer.millis(), answer.fresh());
            if (entry != null) {
                read.put(text, entry);
            }
        });
        Map<Object, RedisEntry> found = new LinkedHashMap<>();
        texts.forEach((key, text) -> {
            RedisEntry entry = read.get(text);
            if (entry != null) {
                found.put(key, entry);
            }
        });
        return found;
    }

    /** What came from Redis, not yet decoded: -1 for milliseconds without end, or not asked for. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(byte[] value, long millis, long fresh) {}

    private Map<String, Answer> answers(List<String> texts, boolean withTtl) {
        Map<String, Answer> answers = new ConcurrentHashMap<>();
        for (int from = 0; from < texts.size(); from += RedisLink.AT_ONCE) {
            List<String> some = texts.subList(from, Math.min(from + RedisLink.AT_ONCE, texts.size()));
            int before = answers.size();
            try {
                errors.counted(() -> link.await(withTtl ? lookAll(some, answers) : peekAll(some, answers)));
            } catch (CacheStoreException ex) {
                if (!inPart || answers.size() == before) {
                    throw ex;
                }
            }
        }
        return answers;
    }

    private CompletableFuture<Void> lookAll(Collection<String> texts, Map<String, Answer> answers) {
        return scripts.inPartitions(
                texts,
                text -> text,
                some -> reads.look(keys.partition(some.get(0)), some).thenAccept(answer -> {
                    for (int i = 0; i < some.size(); i++) {
                        byte[] value = (byte[]) answer.get(3 * i);
                        Object millis = answer.get(3 * i + 1);
                        Object fresh = answer.get(3 * i + 2);
                        if (value != null && millis != null && fresh != null) {
                            answers.put(some.get(i), new Answer(value, (Long) millis, (Long) fresh));
                        }
                    }
                }));
    }

    private CompletableFuture<Void> peekAll(Collection<String> texts, Map<String, Answer> answers) {
        return scripts.inPartitions(texts, text -> text, some -> {
            int partition = keys.partition(some.get(0));
            byte[][] names = new byte[1 + some.size()][];
            names[0] = keys.state(partition);
            for (int i = 0; i < some.size(); i++) {
                names[1 + i] = keys.data(partition, some.get(i));
            }
            return link.mget(partition, names).thenCompose(answer -> {
                List<String> toLookAt = new ArrayList<>();
                for (int i = 0; i < some.size(); i++) {
                    Peeked peeked = Peeked.of(answer.get(0), answer.get(1 + i));
                    if (peeked.needsLook()) {
                        toLookAt.add(some.get(i));
                    } else if (peeked.value() != null) {
                        answers.put(some.get(i), new Answer(peeked.value(), -1, -1));
                    }
                }
                return toLookAt.isEmpty() ? CompletableFuture.completedFuture(null) : lookAll(toLookAt, answers);
            });
        });
    }
}
