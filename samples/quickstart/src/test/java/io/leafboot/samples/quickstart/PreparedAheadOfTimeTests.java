package io.leafboot.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample as {@code spring-boot:process-aot} has prepared it in this build, in a process of its own. */
class PreparedAheadOfTimeTests {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private Process process;

    private int port;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void itDrawsIdsAndCachesAndARestartGoesOn() throws Exception {
        start();
        assertThat(post("/ids/order?count=3").body()).isEqualTo("[1,2,3]");
        HttpResponse<String> added = post("/products?name=Tea&cents=499");
        assertThat(added.statusCode()).isEqualTo(201);
        String product = "/products/" + JsonPath.read(added.body(), "$.id");
        get(product);
        get(product);
        assertThat((int) JsonPath.read(get("/actuator/cachestats/product").body(), "$.hits"))
                .isEqualTo(1);
        assertThat((String) JsonPath.read(get("/actuator/health").body(), "$.components.leaf.status"))
                .isEqualTo("UP");
        stop();

        start();
        List<Integer> ids = JsonPath.read(post("/ids/order").body(), "$");
        assertThat(ids).singleElement().satisfies(id -> assertThat(id).isGreaterThan(3));
    }

    private void start() throws IOException {
        Path log = Files.createTempFile(data, "start", ".log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dspring.aot.enabled=true",
                        "-cp",
                        mainClassPath(),
                        QuickstartApplication.class.getName(),
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:h2:file:" + data.resolve("quickstart"))
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(PATIENCE)
                .failFast("The process has ended", () -> !process.isAlive())
                .until(() -> startedOn(log));
        assertThat(log).content().contains("Starting AOT-processed QuickstartApplication");
    }

    private boolean startedOn(Path log) throws IOException {
        Matcher matcher = PORT.matcher(Files.readString(log));
        if (!matcher.find()) {
            return false;
        }
        port = Integer.parseInt(matcher.group(1));
        return true;
    }

    /** As an operator does, so that the application ends in order. */
    private void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static String mainClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
