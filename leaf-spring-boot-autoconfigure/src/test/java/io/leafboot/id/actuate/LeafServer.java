package io.leafboot.id.actuate;

import com.jayway.jsonpath.JsonPath;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** A started application, and calls to it as an operator makes them. */
final class LeafServer implements AutoCloseable {

    record Answer(int status, String body) {

        <T> T read(String path) {
            return JsonPath.read(body, path);
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private LeafServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static LeafServer start(String url, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.datasource.url=" + url,
                "--spring.flyway.enabled=false",
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--management.endpoints.web.exposure.include=*"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new LeafServer(new SpringApplicationBuilder(Server.class)
                .properties("leaf.acquire-timeout=20s") // a slow claim is no failure, unless a test says so
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    IdGenerator ids() {
        return context.getBean(IdGenerator.class);
    }

    LeafTags tags() {
        return context.getBean(LeafTags.class);
    }

    JdbcTemplate jdbc() {
        return context.getBean(JdbcTemplate.class);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
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
