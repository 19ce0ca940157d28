package io.leafboot.id.jpa;

import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.test.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** One instance of an application as far as ids go: a pool, a persistence unit, an allocator and tags of its own. */
final class LeafInstance implements AutoCloseable {

    final LeafProperties properties;

    final LeafPool pool;

    final LeafPersistence persistence;

    final JpaSegmentAllocator allocator;

    final JpaLeafTags tags;

    private LeafInstance(LeafProperties properties, @Nullable DataSource dataSource, LeafSchemaPart... parts) {
        this.properties = properties;
        this.pool = new LeafPool(properties, dataSource);
        try {
            new LeafSchema(
                            pool.unlimitedDataSource(),
                            pool.database(),
                            properties.tableName(),
                            properties.schema().enabled(),
                            List.of(parts))
                    .afterPropertiesSet();
            this.persistence = new LeafPersistence(
                    pool.dataSource(), pool.database(), properties.tableName(), properties.claimTimeout());
            TagRows rows = new TagRows(persistence);
            ClaimTable claims = List.of(parts).contains(ClaimTable.PART) ? new ClaimTable(persistence) : null;
            this.tags = new JpaLeafTags(rows, properties.defaultStep(), properties.maxStep(), () -> null, () -> claims);
            new DeclaredTags(properties, tags, persistence).afterSingletonsInstantiated();
            this.allocator = new JpaSegmentAllocator(
                    ClaimStatement.of(pool.database(), persistence, properties.tableName()), rows, this::create);
        } catch (RuntimeException e) {
            pool.destroy();
            throw e;
        }
    }

    private boolean create(String tag) {
        return properties.autoCreateTags() && tags.create(tag);
    }

    /** Starts an instance with settings such as {@code leaf.max-step=10}. */
    static LeafInstance start(TestDatabase database, String... settings) {
        return start(database, List.of(), settings);
    }

    /** Starts an instance with tables of features. */
    static LeafInstance start(TestDatabase database, List<LeafSchemaPart> parts, String... settings) {
        Map<String, String> all = new HashMap<>();
        all.put("leaf.datasource.url", database.url());
        all.put("leaf.datasource.username", database.username());
        all.put("leaf.datasource.password", database.password());
        return new LeafInstance(bind(all, settings), null, parts.toArray(LeafSchemaPart[]::new));
    }

    static LeafInstance start(DataSource dataSource, String... settings) {
        return new LeafInstance(bind(new HashMap<>(), settings), dataSource);
    }

    private static LeafProperties bind(Map<String, String> all, String... settings) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            all.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("leaf", LeafProperties.class);
    }

    @Override
    public void close() {
        persistence.destroy();
        pool.destroy();
    }
}
