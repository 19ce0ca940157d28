package io.leafboot.cache.actuate;

import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.cluster.ClusterNode;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Whether this node is with the others; nobody is asked for it. */
final class CacheClusterHealthIndicator extends AbstractHealthIndicator {

    private final ClusterNode node;

    CacheClusterHealthIndicator(ClusterNode node) {
        super("The health of the cluster could not be told");
        this.node = node;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        StoreHealth health = node.health();
        switch (health.status()) {
            case DOWN -> builder.down();
            case DEGRADED -> builder.status(CacheHealthIndicator.DEGRADED);
            case UP -> builder.up();
        }
        builder.withDetails(health.details());
    }
}
