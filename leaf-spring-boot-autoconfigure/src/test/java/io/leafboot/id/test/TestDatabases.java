package io.leafboot.id.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The databases that ids are promised to work on. Each call returns a fresh, empty one; servers are started by the first
 * call in a JVM and stopped at its end. Where there are no binaries for this machine, the test is skipped.
 */
public enum TestDatabases {
    POSTGRESQL(PostgresServer::createDatabase),
    MARIADB(() -> MariaDbServer.createDatabase("jdbc:mariadb")),
    /** A MariaDB server, reached with MySQL's driver. */
    MYSQL_DRIVER(() -> MariaDbServer.createDatabase("jdbc:mysql")),
    /** With a write-ahead log, as everywhere where several connections use one file. */
    SQLITE(TestDatabases::sqlite),
    H2(() -> new TestDatabase("jdbc:h2:mem:" + freshName() + ";DB_CLOSE_DELAY=-1", "sa", ""));

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Supplier<TestDatabase> creation;

    TestDatabases(Supplier<TestDatabase> creation) {
        this.creation = creation;
    }

    /** Creates an empty database. */
    public TestDatabase create() {
        return creation.get();
    }

    static String freshName() {
        return "leaf_test_" + COUNT.incrementAndGet();
    }

    private static TestDatabase sqlite() {
        Path file = TestFolders.folder("sqlite").resolve(freshName() + ".db");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestDatabase("jdbc:sqlite:" + file + "?journal_mode=WAL", "", "");
    }
}
