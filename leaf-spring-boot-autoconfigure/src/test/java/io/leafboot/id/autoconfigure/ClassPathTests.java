package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application starts on class paths of other kinds: without the jars of an optional dependency, with files of its own. */
class ClassPathTests {

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "nothing, 0, 1",
        "spring-boot-actuator|spring-boot-health|spring-boot-micrometer|micrometer-, 8, 1",
        "spring-webmvc|spring-web-|spring-boot-webmvc|jakarta.servlet|tomcat-, 3, 1",
        "spring-boot-health, 1, 1",
        "flyway, 2, 0",
        "hibernate-core, 1, 0",
        "HikariCP, 1, 0",
        "spring-data, 2, 0",
        "spring-jdbc|spring-boot-jdbc|spring-orm, 3, 0"
    })
    void theApplicationStarts(String jars, int atLeast, long expectedId) throws Exception {
        Pattern missing = Pattern.compile("(" + jars + ").*\\.jar");
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (missing.matcher(Path.of(entry).getFileName().toString()).matches()) {
                left++;
            } else {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left).as("jars taken away").isGreaterThanOrEqualTo(atLeast);
        assertThat(start(urls)).isEqualTo(expectedId);
    }

    /** Read into our unit, too, its entity would be looked for and not found. */
    @Test
    void anOrmXmlOfTheApplicationIsNotReadIntoOurUnit() throws Exception {
        assertThat(startWith("META-INF/orm.xml", """
                <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.2">
                  <entity class="com.example.NotOurs" access="FIELD">
                    <attributes><id name="id"/></attributes>
                  </entity>
                </entity-mappings>
                """)).isEqualTo(1);
    }

    /** Read for our unit, too, its DataSource would be looked for and not found. */
    @Test
    void aPersistenceXmlOfTheApplicationIsNotReadForOurUnit() throws Exception {
        assertThat(startWith("META-INF/persistence.xml", """
                <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.2">
                  <persistence-unit name="leaf">
                    <jta-data-source>java:comp/env/jdbc/not-ours</jta-data-source>
                  </persistence-unit>
                </persistence>
                """)).isEqualTo(1);
    }

    private long startWith(String file, String content) throws Exception {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), content);
        List<URL> urls = new ArrayList<>(List.of(root.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return start(urls);
    }

    private static long start(List<URL> classPath) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            String[] args = {
                "--spring.datasource.url=" + LeafRunner.newDatabase(),
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                // Hibernate also asks the system's class loader for services, where it finds those of the test.
                "--logging.level.org.hibernate.orm.service=error",
                "--leaf.tags.order.step=10"
            };
            return (long) loader.loadClass(Bare.class.getName())
                    .getMethod("start", String[].class)
                    .invoke(null, (Object) args);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
