package io.leafboot.cache.actuate;

import com.jayway.jsonpath.JsonPath;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A started application, and calls to it as an operator makes them. */
final class CacheServer implements AutoCloseable {

    record Answer(int status, String body) {

        <T> T read(String path) {
            return JsonPath.read(body, path);
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private CacheServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static CacheServer start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--management.endpoints.web.exposure.include=*"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new CacheServer(new SpringApplicationBuilder(Server.class)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    DefaultCacheRegistry caches() {
        return context.getBean(DefaultCacheRegistry.class);
    }

    RemoteCacheType remote() {
        return context.getBean(RemoteCacheType.class);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
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
            exclude = {
                DataSourceAutoConfiguration.class,
                DataRedisAutoConfiguration.class,
                DataRedisReactiveAutoConfiguration.class
            })
    @Import(Caches.class)
    static class Server {}
}
