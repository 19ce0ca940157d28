package io.leafboot.id.jpa;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * The connections that claims are made on: one or two of their own, so that a claim never waits for a connection that its
 * own caller holds. Derived from the application's pool where that is Hikari, else borrowed from the application's
 * {@link DataSource} and kept. Not a {@code DataSource} bean, so nothing of the application ever picks it up.
 *
 * <p>Stopped after the generator and closed meanwhile, because a checkpoint of the process may hold no open sockets.
 */
final class LeafPool implements SmartLifecycle, SmartInitializingSingleton, DisposableBean {

    private static final int PHASE = Integer.MIN_VALUE + 1_000;

    /** At start Flyway takes two connections at a time, while the persistence unit is built over one more. */
    private static final int SIZE_AT_START = 3;

    private final HikariConfig config;

    private final DelegatingDataSource dataSource;

    private final LeafDatabase database;

    private @Nullable HikariDataSource pool;

    LeafPool(LeafProperties properties, @Nullable DataSource applicationDataSource) {
        Duration claimTimeout = properties.claimTimeout();
        this.config = properties.datasource().url() != null
                ? ownConfig(properties.datasource(), properties.datasource().url())
                : derivedConfig(applicationDataSource);
        config.setPoolName("leaf");
        config.setMaximumPoolSize(properties.datasource().maximumPoolSize());
        config.setMinimumIdle(1);
        config.setAutoCommit(true); // a claim is one statement, durable when it returns
        config.setReadOnly(false);
        config.setTransactionIsolation(null); // the database's own: stricter ones make claims fail against each other
        config.setConnectionTimeout(Math.max(250, claimTimeout.toMillis()));
        // A connection that has been idle is tried before it is handed out: that, too, is part of the claim.
        config.setValidationTimeout(Math.min(config.getValidationTimeout(), config.getConnectionTimeout()));
        config.setLeakDetectionThreshold(0);
        config.setRegisterMbeans(false);
        this.dataSource = new TimeLimitedDataSource(claimTimeout);
        open(Math.max(SIZE_AT_START, config.getMaximumPoolSize()));
        try {
            this.database = LeafDatabase.of(properties.database(), dataSource);
        } catch (LeafStartupException e) {
            stop();
            throw e;
        }
    }

    private static HikariConfig ownConfig(LeafProperties.Datasource settings, String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        if (settings.username() != null) {
            config.setUsername(settings.username());
        }
        if (settings.password() != null) {
            config.setPassword(settings.password());
        }
        if (settings.driverClassName() != null) {
            config.setDriverClassName(settings.driverClassName());
        }
        return config;
    }

    private static HikariConfig derivedConfig(@Nullable DataSource application) {
        if (application == null) {
            throw new IllegalArgumentException("neither a URL nor a DataSource");
        }
        HikariConfig config = new HikariConfig();
        HikariDataSource hikari = unwrapHikari(application);
        if (hikari != null) {
            hikari.copyStateTo(config);
            if (config.getMetricRegistry() != null) { // Hikari lets only the one that is set be changed
                config.setMetricRegistry(null);
            } else {
                config.setMetricsTrackerFactory(null);
            }
            config.setHealthCheckRegistry(null);
        } else {
            config.setDataSource(application);
        }
        return config;
    }

    private static @Nullable HikariDataSource unwrapHikari(DataSource dataSource) {
        DataSource inner = dataSource;
        while (inner instanceof DelegatingDataSource wrapper && wrapper.getTargetDataSource() != null) {
            inner = wrapper.getTargetDataSource();
        }
        try {
            // A routing DataSource would unwrap to whatever its present route is, a read replica perhaps.
            if (inner instanceof AbstractRoutingDataSource || !inner.isWrapperFor(HikariDataSource.class)) {
                return null;
            }
            HikariDataSource hikari = inner.unwrap(HikariDataSource.class);
            // A subclass may have its own way to credentials, tokens that expire for instance: borrow from it.
            return hikari.getClass() == HikariDataSource.class ? hikari : null;
        } catch (SQLException e) {
            return null;
        }
    }

    /** For claims: each answer is waited for up to the claim timeout. */
    DataSource dataSource() {
        return dataSource;
    }

    /** For migrations, which may wait long for another instance's. */
    DataSource unlimitedDataSource() {
        return Objects.requireNonNull(dataSource.getTargetDataSource());
    }

    LeafDatabase database() {
        return database;
    }

    @Override
    public synchronized void afterSingletonsInstantiated() {
        if (pool != null) {
            pool.setMaximumPoolSize(config.getMaximumPoolSize());
        }
    }

    private void open(int size) {
        HikariConfig copy = new HikariConfig();
        config.copyStateTo(copy);
        copy.setMaximumPoolSize(size);
        int loginTimeout = DriverManager.getLoginTimeout();
        try {
            HikariDataSource opened = new HikariDataSource(copy);
            pool = opened;
            dataSource.setTargetDataSource(opened);
        } catch (RuntimeException e) { // Hikari's own, when its first connection fails or a setting is wrong
            throw new LeafStartupException(
                    "The id generator cannot connect to its database: " + reason(e),
                    "Start the database, or correct 'spring.datasource.*' or 'leaf.datasource.*'.",
                    e);
        } finally {
            DriverManager.setLoginTimeout(loginTimeout); // a pool sets it, for everybody in this process
        }
    }

    /** Returns what the driver says, which has the address, and where that hides it, the reason below. */
    static String reason(Throwable e) {
        String driver = null;
        Throwable root = e;
        for (Throwable t = e; t != null; t = t.getCause()) {
            driver = t instanceof SQLException ? t.getMessage() : driver;
            root = t;
        }
        String reason = String.valueOf(root.getMessage());
        return driver == null || driver.equals(reason) ? reason : driver.strip() + " (" + reason + ")";
    }

    @Override
    public synchronized void start() {
        if (pool == null) {
            open(config.getMaximumPoolSize());
        }
    }

    @Override
    public synchronized void stop() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }

    @Override
    public void destroy() {
        stop();
    }

    @Override
    public synchronized boolean isRunning() {
        return pool != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
