package io.leafboot.benchmarks.http;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.autoconfigure.CacheGrpcAutoConfiguration;
import io.leafboot.cache.autoconfigure.CacheHttpAutoConfiguration;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerServicesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A cache with one entry, which is reached over HTTP and gRPC. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    SslAutoConfiguration.class,
    CacheRegistryAutoConfiguration.class,
    CacheHttpAutoConfiguration.class,
    CacheGrpcAutoConfiguration.class,
    GrpcServerAutoConfiguration.class,
    GrpcServerServicesAutoConfiguration.class
})
class AccessApplication {

    static final String CACHE = "texts";

    static final String KEY = "product-4711";

    /** 200 characters, the first of which the load takes for an id. */
    static final String TEXT = "4711-" + "abcde".repeat(39);

    public static void main(String[] args) {
        SpringApplication.run(AccessApplication.class, args);
    }

    @Bean
    ApplicationRunner fill(CacheRegistry caches) {
        return args -> caches.cache(CACHE).put(KEY, TEXT);
    }
}
