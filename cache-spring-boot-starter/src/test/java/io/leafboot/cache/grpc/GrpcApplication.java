package io.leafboot.cache.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.leafboot.cache.CacheRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.security.GrpcServerOAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** An application that serves gRPC on a port of its own, and a connection to it. */
final class GrpcApplication implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ManagedChannel channel;

    private GrpcApplication(ConfigurableApplicationContext context) {
        this.context = context;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port())
                .usePlaintext()
                .build();
    }

    /** Starts it with these beans, and settings without the dashes. */
    static GrpcApplication start(Class<?> beans, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--spring.main.log-startup-info=false",
                "--spring.grpc.server.port=0",
                "--cache.defaults.ttl=1h",
                "--cache.defaults.max-size=100"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new GrpcApplication(new SpringApplicationBuilder(Application.class, beans)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    CacheRegistry caches() {
        return context.getBean(CacheRegistry.class);
    }

    ManagedChannel channel() {
        return channel;
    }

    int port() {
        return context.getBean(GrpcServerLifecycle.class).getPort();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
    }

    /** Without what asks for databases, and what warns that Spring Security has no OAuth 2 here. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {
                GrpcServerOAuth2ResourceServerAutoConfiguration.class,
                DataSourceAutoConfiguration.class,
                DataRedisAutoConfiguration.class,
                DataRedisReactiveAutoConfiguration.class
            })
    static class Application {}
}
