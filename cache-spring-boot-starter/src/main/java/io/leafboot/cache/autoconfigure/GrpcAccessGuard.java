package io.leafboot.cache.autoconfigure;

import io.grpc.TlsServerCredentials.ClientAuth;
import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.AccessRules;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** Looks at the server once all beans are there and before it listens: whether it asks who calls, and takes messages long enough. */
final class GrpcAccessGuard implements SmartInitializingSingleton {

    private static final String SECURITY = "org.springframework.grpc.server.security.AuthenticationProcessInterceptor";
    private static final DataSize KEY_AND_NAME = DataSize.ofKilobytes(4);

    private final GrpcAccessProperties settings;
    private final AccessRules rules;
    private final ObjectProvider<GrpcServerProperties> servers;
    private final ListableBeanFactory beans;
    private final CacheRegistry registry;

    GrpcAccessGuard(
            GrpcAccessProperties settings,
            AccessRules rules,
            ObjectProvider<GrpcServerProperties> servers,
            ListableBeanFactory beans,
            CacheRegistry registry) {
        this.settings = settings;
        this.rules = rules;
        this.servers = servers;
        this.beans = beans;
        this.registry = registry;
    }

    @Override
    public void afterSingletonsInstantiated() {
        boolean guarded = asksWhoCalls();
        rules.requireGuard(guarded, settings.open());
        AccessReport.log("cache.grpc", "distcache.CacheService", rules, guarded && !settings.open(), registry);
        servers.ifAvailable(this::requireRoom);
    }

    private boolean asksWhoCalls() {
        return (isServedByNetty() && servers.stream().anyMatch(GrpcAccessGuard::asksForCertificates))
                || beansOf(SECURITY).anyMatch(this::isBeforeEveryService);
    }

    /** By a server that heeds the settings of certificates; one within a web server does not. */
    private boolean isServedByNetty() {
        return GrpcAccessAddress.SERVERS.stream().anyMatch(beans::containsBeanDefinition);
    }

    private static boolean asksForCertificates(GrpcServerProperties server) {
        GrpcServerProperties.Ssl ssl = server.getSsl();
        return ssl.getBundle() != null
                && !Boolean.FALSE.equals(ssl.getEnabled())
                && ssl.getClientAuth() == ClientAuth.REQUIRE
                && ssl.isSecure();
    }

    private boolean isBeforeEveryService(String interceptor) {
        return beans.findAnnotationOnBean(interceptor, GlobalServerInterceptor.class) != null;
    }

    private Stream<String> beansOf(String type) {
        try {
            Class<?> found = ClassUtils.forName(type, getClass().getClassLoader());
            return Arrays.stream(beans.getBeanNamesForType(found, true, false));
        } catch (ClassNotFoundException | LinkageError ex) { // no Spring Security
            return Stream.empty();
        }
    }

    private void requireRoom(GrpcServerProperties server) {
        DataSize message = server.getInbound().getMessage().getMaxSize();
        long needed = settings.maxValueSize().toBytes() + KEY_AND_NAME.toBytes();
        if (message.toBytes() < needed) {
            throw new InvalidCacheSpecException(
                    "cache.grpc.max-value-size is " + settings.maxValueSize()
                            + ", but the server takes no messages of more than " + message + ".",
                    "Set spring.grpc.server.inbound.message.max-size to " + needed + "B or more.");
        }
    }
}
