package io.leafboot.cache.autoconfigure;

import io.grpc.BindableService;
import io.leafboot.cache.InvalidCacheSpecException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;

/**
 * Keeps the server on this machine that Spring Boot would let listen on every address, as long as nobody has said where it is to
 * listen: caches are not opened to the network by one word. A server that has services of the application is not moved, which
 * would close these; then somebody has to say it.
 */
final class GrpcAccessAddress implements BeanPostProcessor {

    static final List<String> SERVERS = List.of("nettyGrpcServerFactory", "shadedNettyGrpcServerFactory");
    private static final List<String> NOT_OF_THE_APPLICATION =
            List.of("cacheGrpcService", "grpcServerReflectionService", "grpcServerHealthService");

    private final ConfigurableListableBeanFactory beans;

    GrpcAccessAddress(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof GrpcServerProperties server
                && server.getAddress() == null
                && server.getNetty().getDomainSocketPath() == null
                && SERVERS.stream().anyMatch(beans::containsBeanDefinition)) {
            requireNoOtherServices();
            server.setAddress(loopback());
        }
        return bean;
    }

    private void requireNoOtherServices() {
        List<String> others = Arrays.stream(beans.getBeanNamesForType(BindableService.class, false, false))
                .filter(name -> !NOT_OF_THE_APPLICATION.contains(name))
                .toList();
        if (!others.isEmpty()) {
            throw new InvalidCacheSpecException(
                    "cache.grpc.enabled is true, and the server that would serve caches has services of the application ("
                            + String.join(", ", others)
                            + "), but spring.grpc.server.address is not set: it would listen on every"
                            + " address.",
                    "Set spring.grpc.server.address to where both are to be reached: 127.0.0.1 for this machine only, 0.0.0.0 for"
                            + " every address.");
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(
                    "127.0.0.1", new byte[] {127, 0, 0, 1}); // with a name that needs no look-up
        } catch (UnknownHostException ex) {
            throw new IllegalStateException("Four bytes are an address", ex);
        }
    }
}
