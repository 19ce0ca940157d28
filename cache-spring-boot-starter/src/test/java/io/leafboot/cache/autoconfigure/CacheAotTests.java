package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.test.RedisServers;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.aot.AbstractAotProcessor.Settings;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** An application that is prepared when it is built, as for a native image, caches as any other. */
class CacheAotTests {

    @TempDir
    private Path root;

    @Test
    void anApplicationPreparedAheadOfTimeCaches() throws Exception {
        String[] settings = {
            "--spring.data.redis.host=" + RedisServers.standalone().host(),
            "--spring.data.redis.port=" + RedisServers.standalone().port(),
            "--cache.redis.command-timeout=10s",
            "--cache.caches.doubles.type=two-level",
            "--cache.caches.doubles.ttl=1h",
            "--cache.caches.doubles.jitter=10%",
            "--cache.caches.doubles.max-size=10"
        };
        RedisServers.standalone().call(commands -> commands.del("cache:doubles:4"));
        prepare(settings);
        compile();
        assertThat(Files.exists(root.resolve(
                        "classes/" + Bare.class.getName().replace('.', '/') + "__ApplicationContextInitializer.class")))
                .isTrue();
        assertThat(Files.readString(root.resolve(
                        "sources/io/leafboot/cache/interceptor/NamedCacheInterceptor__BeanDefinitions.java")))
                .contains("new NamedCacheInterceptor(");
        assertThat(start(settings)).isEqualTo("1 [[doubles]]");
    }

    @Test
    void whatIsReadByNameIsKeptInANativeImage() throws Exception {
        RuntimeHints hints = new RuntimeHints();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class)
                .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
        for (String script : List.of("common", "read", "write", "behind", "clear", "hello")) {
            assertThat(RuntimeHintsPredicates.resource().forResource("io/leafboot/cache/redis/" + script + ".lua"))
                    .accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(SimpleKey.class, "params"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Percentage.class.getMethod("valueOf", String.class)))
                .accepts(hints);
    }

    private void prepare(String[] settings) {
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
    }

    private void compile() throws IOException {
        Files.createDirectories(root.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> files = Files.walk(root.resolve("sources"));
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
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
        }
    }

    /** On a class path of its own: what is generated lies in our packages. */
    private String start(String[] settings) throws Exception {
        List<URL> urls = new ArrayList<>(List.of(root.resolve("classes").toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            loader.loadClass("org.springframework.core.SpringProperties")
                    .getMethod("setFlag", String.class)
                    .invoke(null, "spring.aot.enabled");
            return (String) loader.loadClass(Bare.class.getName())
                    .getMethod("start", String[].class)
                    .invoke(null, (Object) settings);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
