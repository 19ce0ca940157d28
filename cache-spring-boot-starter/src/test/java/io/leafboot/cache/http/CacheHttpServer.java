package io.leafboot.cache.http;

import com.jayway.jsonpath.JsonPath;
import io.leafboot.cache.CacheRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A started application whose caches can be reached over HTTP, and calls to it. */
final class CacheHttpServer implements AutoCloseable {

    record Answer(int status, HttpResponse<byte[]> response) {

        String body() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        <T> T read(String path) {
            return JsonPath.read(body(), path);
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ConfigurableApplicationContext context;

    private CacheHttpServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static CacheHttpServer start(Class<?> application, String... settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off",
                "spring.main.log-startup-info", "false",
                "cache.http.enabled", "true",
                "cache.defaults.ttl", "1h",
                "cache.defaults.max-size", "1000",
                "cache.redis.command-timeout", "10s"));
        for (String setting : settings) {
            String[] nameAndValue = setting.split("=", 2);
            all.put(nameAndValue[0], nameAndValue[1]);
        }
        return new CacheHttpServer(new SpringApplicationBuilder(application)
                .registerShutdownHook(false)
                .run(all.entrySet().stream().map(setting -> "--" + setting).toArray(String[]::new)));
    }

    CacheRegistry caches() {
        return context.getBean(CacheRegistry.class);
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer put(String path, String contentType, String body, String... headers)
            throws IOException, InterruptedException {
        return put(path, contentType, BodyPublishers.ofString(body), headers);
    }

    Answer put(String path, String contentType, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (contentType != null) {
            all.addAll(List.of("Content-Type", contentType));
        }
        return send("PUT", path, body, all.toArray(String[]::new));
    }

    Answer delete(String path, String... headers) throws IOException, InterruptedException {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    Answer post(String path, String json, String... headers) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return send("POST", path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    Answer send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response);
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Server {}
}
