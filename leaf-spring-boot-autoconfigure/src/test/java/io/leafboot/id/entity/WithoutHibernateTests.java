package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.entity.jdbc.BasketsWithoutHibernate;
import io.leafboot.id.test.TestDatabases;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.IdGeneratorType;
import org.junit.jupiter.api.Test;

/** The annotation on a class path without Hibernate, whose annotation stands on it. */
class WithoutHibernateTests {

    @Test
    void theAnnotationIsReadAndSpringDataJdbcGivesIds() throws Exception {
        assertThat(LeafId.class.isAnnotationPresent(IdGeneratorType.class)).isTrue();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(withoutHibernate(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            assertThat(loader.loadClass(LeafId.class.getName()).getAnnotations())
                    .noneMatch(
                            annotation -> annotation.annotationType().getName().startsWith("org.hibernate"));
            String[] args = {
                "--spring.datasource.url=" + TestDatabases.H2.create().url(),
                "--spring.flyway.enabled=false",
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false"
            };
            assertThat((long) loader.loadClass(BasketsWithoutHibernate.class.getName())
                            .getMethod("start", String[].class)
                            .invoke(null, (Object) args))
                    .isEqualTo(1_001);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] withoutHibernate() throws Exception {
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Path.of(entry).getFileName().toString().startsWith("hibernate-")) {
                left++;
            } else {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left).as("jars taken away").isGreaterThanOrEqualTo(1);
        return urls.toArray(URL[]::new);
    }
}
