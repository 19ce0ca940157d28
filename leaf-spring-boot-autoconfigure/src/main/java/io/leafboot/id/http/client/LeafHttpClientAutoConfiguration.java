package io.leafboot.id.http.client;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.segment.SegmentAllocator;
import java.net.http.HttpClient;
import javax.net.ssl.SSLParameters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Configures the {@link SegmentAllocator} over an id service, with {@code leaf.allocator=http}. Comes before the one over a
 * table, which then backs off, so that no {@code DataSource} is needed.
 */
@AutoConfiguration(
        beforeName = {
            "io.leafboot.id.jpa.LeafJpaAutoConfiguration",
            "io.leafboot.id.autoconfigure.LeafAutoConfiguration"
        },
        afterName = "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "leaf.allocator", havingValue = "http")
@ConditionalOnMissingBean({SegmentAllocator.class, IdGenerator.class})
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafHttpClientAutoConfiguration {

    @Bean
    HttpSegmentAllocator leafHttpSegmentAllocator(
            LeafProperties properties, ObjectProvider<SslBundles> bundles, ResourceLoader resources) {
        if (!ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", resources.getClassLoader())) {
            throw new LeafStartupException(
                    "'leaf.allocator' is http, which needs Jackson 3 to read the service's answers, and it is not on the class"
                            + " path.",
                    "Add the dependency tools.jackson.core:jackson-databind, or spring-boot-starter-jackson.",
                    null);
        }
        ClientSettings settings =
                ClientSettings.of(properties.http().client(), properties.claimTimeout(), properties::tagOf);
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // a token goes nowhere else
                .connectTimeout(settings.connectTimeout());
        String bundle = properties.http().client().sslBundle();
        if (bundle != null) {
            trust(client, bundle(bundle, bundles));
        }
        return new HttpSegmentAllocator(settings, client.build());
    }

    private static SslBundle bundle(String name, ObjectProvider<SslBundles> bundles) {
        try {
            return bundles.getObject().getBundle(name);
        } catch (NoSuchSslBundleException e) {
            throw new LeafStartupException(
                    "leaf.http.client.ssl-bundle is '" + name + "', and there is no SSL bundle of that name.",
                    "Declare it under 'spring.ssl.bundle', or correct the name.",
                    e);
        }
    }

    private static void trust(HttpClient.Builder client, SslBundle bundle) {
        client.sslContext(bundle.createSslContext());
        SslOptions options = bundle.getOptions();
        SSLParameters parameters = new SSLParameters();
        if (options.getCiphers() != null) {
            parameters.setCipherSuites(options.getCiphers());
        }
        if (options.getEnabledProtocols() != null) {
            parameters.setProtocols(options.getEnabledProtocols());
        }
        client.sslParameters(parameters);
    }
}
