package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor.Settings;

/** An application that is prepared when it is built, as for a native image, draws ids as any other. */
class LeafAotTests {

    @TempDir
    private Path root;

    @Test
    void anApplicationPreparedAheadOfTimeDrawsIds() throws Exception {
        String[] settings = {database(), "--leaf.tags.order.step=10"};
        prepare(settings);
        assertThat(Files.readString(
                        root.resolve("sources/io/leafboot/id/jpa/LeafJpaAutoConfiguration__BeanDefinitions.java")))
                .contains("leafSegmentAllocator");
        assertThat(start(settings)).isEqualTo(1);
        long received = maxId(); // 10, or more if a refill came before the end
        assertThat(received).isGreaterThanOrEqualTo(10);
        assertThat(start(settings)).isEqualTo(received + 1); // the ids in memory are lost with their instance
    }

    @Test
    void aDatabaseIsNotAskedWhileTheApplicationIsPrepared() {
        prepare("--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nobody", "--leaf.tags.order.step=10");
        assertThat(root.resolve("sources/io/leafboot/id/jpa/LeafJpaAutoConfiguration__BeanDefinitions.java"))
                .exists();
    }

    /** It would hand out bare numbers, since conditions are evaluated when it is prepared. */
    @Test
    void aShapeThatCameLaterIsAnErrorThatSaysSo() throws Exception {
        String database = database();
        prepare(database, "--leaf.tags.order.step=10");
        assertThatThrownBy(() -> start(database, "--leaf.tags.order.format.prefix=O-"))
                .rootCause()
                .hasToString(
                        "io.leafboot.id.autoconfigure.LeafStartupException: Tag 'order' has a type or a shape, and when"
                                + " the application was prepared ahead of time (process-aot) no tag had one. Prepare it with"
                                + " 'leaf.tags' as they are now: types and shapes are fixed by then.");
    }

    @Test
    void aTagThatCameLaterIsCreated() throws Exception {
        String database = database();
        prepare(database);
        assertThat(start(database, "--leaf.tags.order.start=500")).isEqualTo(500);
    }

    /** In a file, because each start has class loaders, and with them a memory, of its own. */
    private String database() {
        return "--spring.datasource.url=" + url();
    }

    private String url() {
        return "jdbc:h2:file:" + root.resolve("database");
    }

    private long maxId() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max_id FROM leaf_alloc WHERE biz_tag = 'order'")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private void prepare(String... settings) {
        new SpringApplicationAotProcessor(
                        Bare.class,
                        Settings.builder()
                                .sourceOutput(root.resolve("sources"))
                                .resourceOutput(root.resolve("resources"))
                                .classOutput(root.resolve("classes"))
                                .groupId("io.leafboot")
                                .artifactId("test")
                                .build(),
                        settings)
                .process();
        compile();
    }

    private void compile() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> files = Files.walk(root.resolve("sources"));
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            Files.createDirectories(root.resolve("classes"));
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-proc:none",
                    "-d",
                    root.resolve("classes").toString(),
                    "-classpath",
                    root.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"));
            assertThat(compiler.getTask(
                                    null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a class path of its own: what is generated lies in our packages. */
    private long start(String... settings) throws Exception {
        List<URL> urls = new ArrayList<>(List.of(root.resolve("classes").toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        List<String> args = new ArrayList<>(List.of(settings));
        args.add("--spring.main.banner-mode=off");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            loader.loadClass("org.springframework.core.SpringProperties")
                    .getMethod("setFlag", String.class)
                    .invoke(null, "spring.aot.enabled");
            return (long) loader.loadClass(Bare.class.getName())
                    .getMethod("start", String[].class)
                    .invoke(null, (Object) args.toArray(String[]::new));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
