package io.leafboot.cache.source;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A table of users in H2, and the beans of an application that reads and writes it. Says what it was asked, and fails on demand. */
final class Table implements CacheLoader<Object, User>, CacheWriter<Object, User> {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** What happens before a call, with the keys that it is about. */
    interface Before {
        void call(Collection<?> keys) throws Exception;
    }

    /** What was given up, and why. */
    record GivenUp(Object key, User value, Throwable failure) {}

    final List<List<Object>> loads = new CopyOnWriteArrayList<>();
    final List<Map<Object, User>> writes = new CopyOnWriteArrayList<>();
    final List<Thread> writers = new CopyOnWriteArrayList<>();
    final List<GivenUp> givenUp = new CopyOnWriteArrayList<>();
    volatile Before beforeLoad = keys -> {};
    volatile Before afterLoad = keys -> {};
    volatile Before beforeWrite = keys -> {};
    volatile Before afterWrite = keys -> {};

    private final String cacheName;
    private final JdbcClient jdbc;
    final TransactionTemplate transactions;

    Table(String cacheName) {
        this.cacheName = cacheName;
        DataSource database = new DriverManagerDataSource(
                "jdbc:h2:mem:source-" + NUMBERS.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "");
        this.jdbc = JdbcClient.create(database);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        jdbc.sql("create table users (id varchar(20) primary key, name varchar(20) not null, version int not null)")
                .update();
    }

    @Override
    public String cacheName() {
        return cacheName;
    }

    @Override
    public User load(Object key) throws Exception {
        loads.add(List.of(key));
        beforeLoad.call(List.of(key));
        User user = row(key);
        afterLoad.call(List.of(key));
        return user;
    }

    @Override
    public Map<Object, User> loadAll(Collection<? extends Object> keys) throws Exception {
        loads.add(List.copyOf(keys));
        beforeLoad.call(keys);
        Map<String, User> rows = jdbc
                .sql("select id, name, version from users where id in (:ids)")
                .param("ids", keys.stream().map(String::valueOf).toList())
                .query((row, number) -> Map.entry(row.getString(1), new User(row.getString(2), row.getInt(3))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Map<Object, User> users = new LinkedHashMap<>();
        keys.stream()
                .filter(key -> rows.containsKey(key.toString()))
                .forEach(key -> users.put(key, rows.get(key.toString())));
        afterLoad.call(keys);
        return users;
    }

    @Override
    public void write(Object key, User value) throws Exception {
        writers.add(Thread.currentThread());
        beforeWrite.call(List.of(key));
        set(key, value);
        writes.add(one(key, value));
        afterWrite.call(List.of(key));
    }

    @Override
    public void writeAll(Map<Object, User> entries) throws Exception {
        writers.add(Thread.currentThread());
        beforeWrite.call(entries.keySet());
        entries.forEach(this::set);
        writes.add(new LinkedHashMap<>(entries));
    }

    @Override
    public void givenUp(Object key, User value, Throwable failure) {
        givenUp.add(new GivenUp(key, value, failure));
    }

    /** Writes a row as somebody does who knows nothing of caches; {@code null} deletes it. */
    void set(Object key, User value) {
        if (value == null) {
            jdbc.sql("delete from users where id = ?").param(key.toString()).update();
        } else {
            jdbc.sql("merge into users (id, name, version) values (?, ?, ?)")
                    .params(key.toString(), value.name(), value.version())
                    .update();
        }
    }

    User row(Object key) {
        return jdbc.sql("select name, version from users where id = ?")
                .param(key.toString())
                .query(User.class)
                .optional()
                .orElse(null);
    }

    static Map<Object, User> one(Object key, User value) {
        Map<Object, User> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }
}
