package io.leafboot.benchmarks.cluster;

import io.leafboot.benchmarks.cache.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Set;

/** A client of one Redis on this machine, by one connection that all threads share. */
final class RedisNode implements Node, Store {

    private final RedisProcess redis = new RedisProcess();
    private final RedisClient client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
    private final RedisCommands<String, String> commands = client.connect().sync();

    @Override
    public Store store() {
        return this;
    }

    @Override
    public Set<String> held() {
        return Set.of();
    }

    @Override
    public Object get(String key) {
        return commands.get(key);
    }

    @Override
    public void put(String key, Object value) {
        commands.psetex(key, Texts.TTL.toMillis(), (String) value);
    }

    @Override
    public void close() {
        client.shutdown();
        redis.close();
    }
}
