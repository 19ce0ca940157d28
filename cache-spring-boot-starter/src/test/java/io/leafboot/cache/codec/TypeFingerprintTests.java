package io.leafboot.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.ResolvableType;

class TypeFingerprintTests {

    @TempDir
    Path folder;

    /** The class {@code Order} of this source, as one version of an application has it. */
    private Class<?> order(String source) {
        try {
            Path version = Files.createTempDirectory(folder, "version");
            Path file = Files.writeString(version.resolve("Order.java"), source);
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", file.toString()))
                    .isZero();
            try (URLClassLoader loader = new URLClassLoader(
                    new URL[] {version.toUri().toURL()}, getClass().getClassLoader())) {
                Class<?> order = Class.forName("Order", true, loader);
                order.getDeclaredFields(); // loads the classes it is made of while the loader is open
                for (Path other : Files.list(version).toList()) {
                    String name = other.getFileName().toString();
                    if (name.endsWith(".class")) {
                        Class.forName(name.substring(0, name.length() - 6), true, loader);
                    }
                }
                return order;
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (ClassNotFoundException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static Type listOf(Class<?> type) {
        return ResolvableType.forClassWithGenerics(List.class, type).getType();
    }

    @Test
    void oneShapeHasOneNumberInEveryVersion() {
        String source = "public record Order(long id, String name) {}";

        assertThat(TypeFingerprint.of(order(source))).isEqualTo(TypeFingerprint.of(order(source)));
        assertThat(TypeFingerprint.of(order("public record Order(String name, long id) { int sum() { return 1; } }")))
                .as("the order of fields and methods do not count")
                .isEqualTo(TypeFingerprint.of(order(source)));
    }

    @Test
    void anotherShapeHasAnotherNumber() {
        List<String> shapes = List.of(
                "public record Order(long id) {}",
                "public record Order(int id) {}",
                "public record Order(long number, String name) {}",
                "public record Order(long id, String name) {}",
                "public record Order(java.util.List<Long> id) {}",
                "public enum Order { NEW, PAID, SENT }",
                "public record Order(Line line) {} record Line(int n, int m) {}",
                "public record Order(java.util.List<Line> line) {} record Line(int n) {}",
                "public record Order(java.util.List<Line> line) {} record Line(int n, int m) {}",
                "public record Order(Line[] line) {} record Line(int n, int m) {}",
                "public class Order extends Base { int n; } class Base { int m; }",
                "public class Order extends Base { int n; } class Base { long m; }");
        List<Class<?>> versions = shapes.stream().<Class<?>>map(this::order).toList();

        assertThat(versions).extracting(TypeFingerprint::of).doesNotHaveDuplicates();
        assertThat(versions)
                .extracting(version -> TypeFingerprint.of(listOf(version)))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatAGenericSuperclassIsMadeOfCounts() {
        String one = "public class Order extends Base<Line> {} class Base<T> { java.util.List<T> lines; } ";

        assertThat(TypeFingerprint.of(order(one + "record Line(int n) {}")))
                .isNotEqualTo(TypeFingerprint.of(order(one + "record Line(int n, int m) {}")));
    }

    @Test
    void whatASealedTypeMayBeCounts() {
        String one = "public sealed interface Order permits Paid {} ";

        assertThat(TypeFingerprint.of(order(one + "record Paid(int n) implements Order {}")))
                .isNotEqualTo(TypeFingerprint.of(order(one + "record Paid(int n, int m) implements Order {}")));
    }

    @Test
    void whatATypeNamesAsItsSubtypesCounts() {
        String one = "@com.fasterxml.jackson.annotation.JsonSubTypes("
                + "@com.fasterxml.jackson.annotation.JsonSubTypes.Type(Paid.class)) public interface Order {} ";

        assertThat(TypeFingerprint.of(order(one + "record Paid(int n) implements Order {}")))
                .isNotEqualTo(TypeFingerprint.of(order(one + "record Paid(int n, int m) implements Order {}")));
    }

    @Test
    void staticAndTransientFieldsDoNotCount() {
        assertThat(TypeFingerprint.of(order("public class Order { int id; static int count; transient int sum; }")))
                .isEqualTo(TypeFingerprint.of(order("public class Order { int id; }")));
    }

    @Test
    void aClassThatHoldsItselfHasANumber() {
        assertThat(TypeFingerprint.of(order("public record Order(Order parent, java.util.List<Order> parts) {}")))
                .isNotZero();
    }

    @Test
    void typesAroundAClassCount() {
        Class<?> order = order("public record Order(long id) {}");

        assertThat(List.of(
                        TypeFingerprint.of(order),
                        TypeFingerprint.of(listOf(order)),
                        TypeFingerprint.of(order.arrayType()),
                        TypeFingerprint.of(ResolvableType.forClassWithGenerics(Map.class, String.class, order)
                                .getType()),
                        TypeFingerprint.of(ResolvableType.forClassWithGenerics(Map.class, order, String.class)
                                .getType())))
                .doesNotHaveDuplicates();
    }
}
