package io.leafboot.cache.reliability;

import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;

/** A service whose answers are cached; one for each cache. */
abstract class Shop {

    private final String name;
    private final SourceClient source;

    Shop(String name, SourceClient source) {
        this.name = name;
        this.source = source;
    }

    abstract Value find(String key);

    abstract Value findInSync(String key);

    abstract long write(String key);

    abstract Value save(String key);

    /** In memory over Redis. */
    @CacheConfig(cacheNames = Nodes.TWO_LEVEL)
    static class TwoLevel extends Shop {
        TwoLevel(SourceClient source) {
            super(Nodes.TWO_LEVEL, source);
        }

        @Override
        @Cacheable
        public Value find(String key) {
            return load(key);
        }

        @Override
        @Cacheable(sync = true)
        public Value findInSync(String key) {
            return load(key);
        }

        @Override
        @CacheEvict
        public long write(String key) {
            return writeToSource(key);
        }

        @Override
        @CachePut
        public Value save(String key) {
            return new Value(key, writeToSource(key), "");
        }
    }

    /** In Redis. */
    @CacheConfig(cacheNames = Nodes.REDIS)
    static class Redis extends Shop {
        Redis(SourceClient source) {
            super(Nodes.REDIS, source);
        }

        @Override
        @Cacheable
        public Value find(String key) {
            return load(key);
        }

        @Override
        @Cacheable(sync = true)
        public Value findInSync(String key) {
            return load(key);
        }

        @Override
        @CacheEvict
        public long write(String key) {
            return writeToSource(key);
        }

        @Override
        @CachePut
        public Value save(String key) {
            return new Value(key, writeToSource(key), "");
        }
    }

    /** In the nodes themselves. */
    @CacheConfig(cacheNames = Nodes.CLUSTER)
    static class Cluster extends Shop {
        Cluster(SourceClient source) {
            super(Nodes.CLUSTER, source);
        }

        @Override
        @Cacheable
        public Value find(String key) {
            return load(key);
        }

        @Override
        @Cacheable(sync = true)
        public Value findInSync(String key) {
            return load(key);
        }

        @Override
        @CacheEvict
        public long write(String key) {
            return writeToSource(key);
        }

        @Override
        @CachePut
        public Value save(String key) {
            return new Value(key, writeToSource(key), "");
        }
    }

    /** A key that ends with a number of megabytes is as large as that. */
    final Value load(String key) {
        long version = source.load(path(key));
        int size = key.indexOf("-mb-");
        return new Value(key, version, size < 0 ? "" : "x".repeat(Integer.parseInt(key.substring(size + 4)) << 20));
    }

    final long writeToSource(String key) {
        return source.write(path(key));
    }

    private String path(String key) {
        return name + "/" + key;
    }
}
