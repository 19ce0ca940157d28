package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.autoconfigure.LeafRunner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application that answers calls for ids, and calls to it. */
final class WireServer implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("^(?:.*\"data\":)?(\\d+)}?\\n?$");

    private final HttpClient client = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private WireServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static WireServer start(String... settings) {
        return start(Server.class, settings);
    }

    static WireServer start(Class<?> application, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.datasource.url=" + LeafRunner.newDatabase(),
                "--spring.flyway.enabled=false",
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--leaf.http.enabled=true"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new WireServer(new SpringApplicationBuilder(application)
                .properties("leaf.acquire-timeout=20s") // a slow claim is no failure, unless a test says so
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Sends a request; {@code headers} are names and values in turn. */
    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    String get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers).body();
    }

    /** Calls for one id, in whichever format, and returns it. */
    long drawId(String path) throws IOException, InterruptedException {
        String body = get(path);
        Matcher id = ID.matcher(body);
        assertThat(id.find()).as(body).isTrue();
        return Long.parseLong(id.group(1));
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
    static class Server {}
}
