package io.leafboot.cache.contract;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.test.ClusterNodes;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** One node of three: others hold most of what it puts and loads. */
@Tag("slow")
class ClusterOf3CacheContractTests extends CacheContract {

    private ClusterNodes partners;

    @Override
    CacheSpec spec() {
        return CacheSpec.cluster().maxSize(10_000).ttl(Duration.ofMinutes(10)).copies(1);
    }

    @Override
    String[] properties() {
        partners = new ClusterNodes(2);
        return partners.properties();
    }

    @BeforeAll
    void mirrorCaches() {
        registry.addListener(new CacheRegistry.Listener() {

            @Override
            public void created(NamedCache cache) {
                CacheSpec spec = registry.spec(cache.getName());
                if (CacheSpec.CLUSTER.equals(spec.type())) {
                    partners.cache(cache.getName(), spec);
                }
            }

            @Override
            public void removed(NamedCache cache) {
                partners.all().forEach(partner -> partner.registry().remove(cache.getName()));
            }
        });
    }

    @Override
    boolean keepsCaches() {
        return true;
    }

    @AfterAll
    void stopPartners() {
        partners.close();
    }
}
