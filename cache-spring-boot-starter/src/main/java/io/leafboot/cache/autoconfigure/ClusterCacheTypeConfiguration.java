package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.cluster.ClusterCacheType;
import io.leafboot.cache.cluster.ClusterNode;
import io.leafboot.cache.cluster.ClusterSettings;
import io.leafboot.cache.codec.ValueCodec;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jgroups.JChannel;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** The type that makes the applications themselves a cluster, where its engine is on the class path. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({EmbeddedCacheManager.class, JChannel.class})
class ClusterCacheTypeConfiguration {

    @Bean
    ClusterNode cacheClusterNode(
            CacheProperties properties, Environment environment, ObjectProvider<SslBundles> bundles) {
        ClusterProperties cluster = properties.cluster();
        int colon = cluster.bind().lastIndexOf(':');
        if (colon < 1) {
            throw new InvalidCacheSpecException(
                    "cache.cluster.bind is '" + cluster.bind() + "', which has no port.",
                    "Set it to an address and a port, such as 10.0.0.5:7800.");
        }
        String name = StringUtils.hasText(cluster.name())
                ? cluster.name()
                : environment.getProperty("spring.application.name", "cache");
        return new ClusterNode(new ClusterSettings(
                name,
                cluster.bind().substring(0, colon),
                Integer.parseInt(cluster.bind().substring(colon + 1)),
                cluster.seeds(),
                ssl(cluster, bundles),
                cluster.split(),
                cluster.initialSize(),
                cluster.remoteTimeout(),
                cluster.stopTimeout(),
                cluster.maxValueSize().toBytes()));
    }

    private static @Nullable Supplier<SSLContext> ssl(ClusterProperties cluster, ObjectProvider<SslBundles> bundles) {
        String bundle = cluster.tls().bundle();
        return bundle == null
                ? null
                : () -> bundles.getObject().getBundle(bundle).createSslContext();
    }

    @Bean
    CacheLifecycle cacheClusterLifecycle(ClusterNode node) {
        return new CacheLifecycle(CacheLifecycle.CONNECTIONS, () -> {}, node::close);
    }

    @Bean
    ClusterCacheType clusterCacheType(ClusterNode node, CacheThreads threads, ObjectProvider<ValueCodec> codecs) {
        return new ClusterCacheType(node, codecs.orderedStream().toList(), threads.scheduler(), threads.answers());
    }
}
