package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.ClusterInfo;
import io.leafboot.cache.cluster.ClusterCacheType;
import io.leafboot.cache.cluster.ClusterNode;
import io.leafboot.cache.cluster.ClusterSettings;
import io.leafboot.cache.cluster.ClusterStatus;
import io.leafboot.cache.cluster.HostPort;
import io.leafboot.cache.codec.ValueCodec;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jgroups.JChannel;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** The type that makes the applications themselves a cluster, where its engine is on the class path. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({EmbeddedCacheManager.class, JChannel.class})
class ClusterCacheTypeConfiguration {

    @Bean(destroyMethod = "close")
    ClusterNode cacheClusterNode(
            CacheProperties properties,
            Environment environment,
            ObjectProvider<SslBundles> bundles,
            ApplicationEventPublisher publisher) {
        ClusterProperties cluster = properties.cluster();
        HostPort bind = HostPort.of("cache.cluster.bind", cluster.bind());
        ClusterNode node = new ClusterNode(new ClusterSettings(
                name(cluster, environment),
                bind.host(),
                bind.port(),
                cluster.seeds(),
                ssl(cluster, bundles),
                cluster.split(),
                cluster.initialSize(),
                cluster.remoteTimeout(),
                cluster.stopTimeout(),
                cluster.maxValueSize().toBytes()));
        node.addListener(publisher::publishEvent);
        return node;
    }

    private static String name(ClusterProperties cluster, Environment environment) {
        if (cluster.name() != null) {
            return cluster.name();
        }
        String application = environment.getProperty("spring.application.name");
        return StringUtils.hasText(application) ? application : "cache";
    }

    private static @Nullable Supplier<SSLContext> ssl(ClusterProperties cluster, ObjectProvider<SslBundles> bundles) {
        String bundle = cluster.tls().bundle();
        if (bundle == null) {
            return null;
        }
        SslBundles all = bundles.getIfAvailable();
        if (all == null || !all.getBundleNames().contains(bundle)) {
            throw new InvalidCacheSpecException(
                    "cache.cluster.tls.bundle is '" + bundle + "', which is not an SSL bundle.",
                    all == null || all.getBundleNames().isEmpty()
                            ? "Define it below spring.ssl.bundle, with a key store and a trust store."
                            : "Use one of " + String.join(", ", new TreeSet<>(all.getBundleNames()))
                                    + ", or define it below spring.ssl.bundle.");
        }
        return () -> all.getBundle(bundle).createSslContext(); // as it is then, for bundles may be reloaded
    }

    /** After the web server, whose last requests need the caches, and before connections that loaders need. */
    @Bean
    CacheLifecycle cacheClusterLifecycle(ClusterNode node, ClusterCacheType type) {
        Runnable start = () -> {
            node.start();
            type.rejoin();
        };
        return new CacheLifecycle(CacheLifecycle.CONNECTIONS, start, node::stop);
    }

    /** What callers from outside are told of it. */
    @Bean
    @ConditionalOnMissingBean
    ClusterInfo cacheClusterInfo(ClusterNode node) {
        return () -> {
            ClusterStatus status = node.status();
            return status == null
                    ? null
                    : Map.of(
                            "name",
                            status.cluster(),
                            "members",
                            status.members().stream()
                                    .map(ClusterStatus.Member::name)
                                    .toList());
        };
    }

    @Bean
    ClusterCacheType clusterCacheType(ClusterNode node, CacheThreads threads, ObjectProvider<ValueCodec> codecs) {
        return new ClusterCacheType(node, codecs.orderedStream().toList(), threads.scheduler(), threads.answers());
    }
}
