package io.leafboot.id.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL server of this JVM, on the loopback address. Its own shutdown hook stops it. */
public final class PostgresServer {

    private static @Nullable EmbeddedPostgres server;

    private PostgresServer() {}

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            Platform.assumeServerBinaries("PostgreSQL");
            try {
                server = EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(
                                TestFolders.folder("postgresql-binaries").toFile())
                        .setDataDirectory(TestFolders.folder("postgresql-data"))
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    static TestDatabase createDatabase() {
        String name = TestDatabases.freshName();
        administration().execute("CREATE DATABASE " + name);
        return database(name);
    }

    /** Returns the server's own database, for administration. */
    public static TestDatabase administration() {
        return database("postgres");
    }

    private static TestDatabase database(String name) {
        return new TestDatabase(
                "jdbc:postgresql://127.0.0.1:" + server().getPort() + "/" + name, "postgres", "postgres");
    }
}
