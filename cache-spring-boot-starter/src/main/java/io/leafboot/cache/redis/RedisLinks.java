package io.leafboot.cache.redis;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueCodecs;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What caches of one application share towards Redis: a connection to each server, and a log to each server and key prefix.
 *
 * <p>Safe for use by many threads; waits for Redis, a bounded time, when a log is first needed.
 */
public final class RedisLinks implements AutoCloseable {

    /** Most bytes of puts that wait to be delivered, over all caches. */
    private static final long LATE_BYTES = 16 << 20;

    private final Supplier<Map<String, RedisConnectionFactory>> factories;
    private final Supplier<@Nullable RedisConnectionFactory> only;
    private final ValueCodecs codecs;
    private final RedisSettings settings;
    private final ScheduledExecutorService scheduler;
    private final Room room = new Room(LATE_BYTES);
    private final Map<RedisConnectionFactory, RedisLink> links = new HashMap<>();
    private final Map<Place, InvalidationLog> logs = new LinkedHashMap<>();
    private boolean stopped;

    /**
     * No connections yet.
     *
     * @param factories the application's, by bean name
     * @param only the one to use where a cache names none; gives {@code null} if there is none, or several without a primary
     * @param codecs what values may be written with, besides JSON
     * @param scheduler delivers what was put off; its tasks wait for Redis, a bounded time
     */
    public RedisLinks(
            Supplier<Map<String, RedisConnectionFactory>> factories,
            Supplier<@Nullable RedisConnectionFactory> only,
            Collection<? extends ValueCodec> codecs,
            RedisSettings settings,
            ScheduledExecutorService scheduler) {
        this.factories = factories;
        this.only = only;
        this.settings = settings;
        this.scheduler = scheduler;
        this.codecs = new ValueCodecs(codecs);
    }

    /** A store of entries in Redis, whose writes nobody is told. */
    RedisStore store(String cacheName, CacheSpec spec) {
        return store(cacheName, spec, null);
    }

    /** A store of entries in Redis, whose writes are told to this log. */
    public RedisStore store(String cacheName, CacheSpec spec, @Nullable InvalidationLog log) {
        RedisLink link = link(cacheName, spec);
        RedisKeys keys = new RedisKeys(prefix(spec), cacheName, link.partitions());
        return new RedisStore(cacheName, spec, link, keys, codecs.of(cacheName, spec), settings, log, room, scheduler);
    }

    /** The log of this cache's server and key prefix. */
    public synchronized InvalidationLog log(String cacheName, CacheSpec spec) {
        RedisLink link = link(cacheName, spec);
        return logs.computeIfAbsent(new Place(link, prefix(spec)), same -> {
            InvalidationLog log = new InvalidationLog(link, prefix(spec), settings);
            log.start();
            return log;
        });
    }

    /** Begins to tell the listener of other nodes' writes to this cache. */
    public void listen(InvalidationLog log, String cacheName, InvalidationLog.Listener listener) {
        log.register(RedisKeys.escape(cacheName), listener);
    }

    /** Ends it. */
    public void forget(InvalidationLog log, String cacheName) {
        log.unregister(RedisKeys.escape(cacheName));
    }

    /** Where a log is. */
    private record Place(RedisLink link, String prefix) {}

    /** The logs that are read. */
    public synchronized List<InvalidationLog> logs() {
        return List.copyOf(logs.values());
    }

    /**
     * Whether a partition of a Redis is left alone, for it did not answer.
     *
     * @param redis which Redis
     * @param partition from 0; only a Cluster has several
     * @param open whether it is left alone
     */
    public record Breaker(String redis, int partition, boolean open) {}

    /** The circuit breakers of all partitions of every Redis that is used. */
    public synchronized List<Breaker> breakers() {
        return links.values().stream()
                .map(RedisLink::breakers)
                .flatMap(each -> IntStream.range(0, each.size())
                        .mapToObj(partition -> new Breaker(each.redis(), partition, each.isOpen(partition))))
                .toList();
    }

    private static String prefix(CacheSpec spec) {
        String prefix = spec.keyPrefix();
        return prefix == null ? "cache:" : prefix;
    }

    private synchronized RedisLink link(String cacheName, CacheSpec spec) {
        RedisConnectionFactory factory = factory(cacheName, spec);
        if (!(factory instanceof LettuceConnectionFactory lettuce)) {
            throw new InvalidCacheSpecException(
                    "Cache '" + cacheName + "' is of type '" + spec.type() + "', and its connection factory is "
                            + factory.getClass().getName() + ".",
                    "Use Lettuce: set spring.data.redis.client-type=lettuce, with io.lettuce:lettuce-core on the class path.");
        }
        return links.computeIfAbsent(lettuce, same -> {
            RedisLink link = new RedisLink(lettuce, settings, scheduler);
            link.open();
            return link;
        });
    }

    private RedisConnectionFactory factory(String cacheName, CacheSpec spec) {
        String name = spec.redisConnection();
        RedisConnectionFactory factory = name == null ? only.get() : null;
        if (factory != null) {
            return factory;
        }
        Map<String, RedisConnectionFactory> known = factories.get();
        factory = name == null ? null : known.get(name);
        if (factory != null) {
            return factory;
        }
        String property = CacheSpec.path(cacheName);
        if (known.isEmpty()) {
            throw new InvalidCacheSpecException(
                    property + ".type is '" + spec.type() + "', but there is no connection to Redis.",
                    "Set spring.data.redis.host and port, with org.springframework.boot:spring-boot-starter-data-redis on the"
                            + " class path, or define a RedisConnectionFactory bean.");
        }
        throw new InvalidCacheSpecException(
                name == null
                        ? property
                                + ".redis is not set, and there are several connections to Redis, none of them primary."
                        : property + ".redis is '" + name
                                + "', which is not the name of a RedisConnectionFactory bean.",
                "Set " + property + ".redis to one of " + String.join(", ", new TreeMap<>(known).keySet()) + ".");
    }

    /**
     * Lets go of all connections while they are still open; whoever provides them may stop after that. A call makes its own
     * anew, if that is possible; the logs are not read until {@link #start}.
     */
    public synchronized void stop() {
        stopped = true;
        logs.values().forEach(InvalidationLog::stop);
        links.values().forEach(RedisLink::stop);
    }

    /** After {@link #stop}, connects anew and reads the logs from where they were left. */
    public synchronized void start() {
        if (stopped) {
            stopped = false;
            links.values().forEach(RedisLink::open);
            logs.values().forEach(InvalidationLog::start);
        }
    }

    @Override
    public synchronized void close() {
        logs.values().forEach(InvalidationLog::close);
        links.values().forEach(RedisLink::close);
        logs.clear();
        links.clear();
    }
}
