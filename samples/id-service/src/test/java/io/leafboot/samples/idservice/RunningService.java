package io.leafboot.samples.idservice;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as its users start it, on ports and in a folder of a test's own. */
final class RunningService implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext application;

    private RunningService(ConfigurableApplicationContext application) {
        this.application = application;
    }

    /** Starts it on the embedded database, unless {@code settings} (as on the command line) say otherwise. */
    static RunningService start(Path folder, String... settings) {
        List<String> args = new ArrayList<>(List.of(settings));
        args.add("--management.server.port=0");
        args.add("--logging.file.name=" + folder.resolve("logs/id-service.log"));
        if (args.stream().noneMatch(arg -> arg.startsWith("--server.port"))) {
            args.add("--server.port=0");
        }
        if (args.stream().noneMatch(arg -> arg.startsWith("--spring.profiles.active"))) {
            args.add("--spring.datasource.url=jdbc:h2:file:" + folder.resolve("ids"));
        }
        return new RunningService(SpringApplication.run(IdServiceApplication.class, args.toArray(String[]::new)));
    }

    ConfigurableApplicationContext application() {
        return application;
    }

    int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    int managementPort() {
        return application.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    /** Draws an id. */
    long id(String tag) {
        HttpResponse<String> response = get("/api/v1/id?biz_tag=" + tag);
        if (response.statusCode() != 200 || !Integer.valueOf(0).equals(JsonPath.read(response.body(), "$.code"))) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return JsonPath.<Number>read(response.body(), "$.data").longValue();
    }

    HttpResponse<String> get(String path) {
        return getAsync(path).join();
    }

    CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return client.sendAsync(request(port(), path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return client.send(request(managementPort(), path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> manage(String path, String json) throws IOException, InterruptedException {
        return client.send(
                request(managementPort(), path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    @Override
    public void close() {
        application.close();
    }
}
