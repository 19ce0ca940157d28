package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application starts and caches on class paths that lack the jars of what is optional. */
class CacheClassPathTests {

    @ParameterizedTest
    @CsvSource({
        "spring-data|spring-boot-data|lettuce|jedis|spring-tx|reactor-|reactive-|netty-|spring-boot-actuator|micrometer-, 20",
        "spring-web|spring-boot-web|spring-boot-servlet|spring-boot-tomcat|spring-security|tomcat-embed|jakarta.servlet, 8",
        "lettuce|spring-boot-micrometer, 2",
        "spring-boot-data-redis|spring-boot-health, 2",
        "spring-boot-grpc|spring-grpc|grpc-|protobuf-, 10"
    })
    void theApplicationStarts(String jars, int atLeast) throws Exception {
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
        assertThat(start(urls)).isEqualTo("1 [[doubles]]");
    }

    private static String start(List<URL> classPath) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            String[] args = {
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--cache.caches.doubles.ttl=1h",
                "--cache.caches.doubles.max-size=10",
                "--management.endpoints.web.exposure.include=*"
            };
            return (String) loader.loadClass(Bare.class.getName())
                    .getMethod("start", String[].class)
                    .invoke(null, (Object) args);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
