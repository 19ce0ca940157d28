package io.leafboot.cache.actuate;

import io.leafboot.cache.cluster.ClusterFigures;
import io.leafboot.cache.cluster.ClusterNode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of this node and the cluster it sees. The engine's own are off: they want one kind of registry, and are hundreds. */
final class CacheClusterMeters implements MeterBinder {

    private final ClusterNode node;

    CacheClusterMeters(ClusterNode node) {
        this.node = node;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("leaf.cache.cluster.members", node, of -> of.figures().members())
                .description("Nodes of the cluster that this one sees, itself included")
                .register(meters);
        Gauge.builder("leaf.cache.cluster.coordinator", node, of -> of.figures().coordinator() ? 1 : 0)
                .description("Whether this node coordinates")
                .register(meters);
        counter(meters, "views", "Times that nodes came or went", ClusterFigures::views);
        counter(meters, "merges", "Times that parts of the cluster met again", ClusterFigures::merges);
        counter(meters, "rebalances", "Times that entries of a cache moved", ClusterFigures::rebalances);
        counter(meters, "rejected", "Connections turned away because of TLS", ClusterFigures::rejectedConnections);
        TimeGauge.builder(
                        "leaf.cache.cluster.rebalance.time",
                        node,
                        TimeUnit.NANOSECONDS,
                        of -> of.figures().rebalanceTime().toNanos())
                .description("Time that moving entries took in all")
                .register(meters);
    }

    private void counter(
            MeterRegistry meters, String name, String description, ToDoubleFunction<ClusterFigures> figure) {
        FunctionCounter.builder("leaf.cache.cluster." + name, node, of -> figure.applyAsDouble(of.figures()))
                .description(description)
                .register(meters);
    }
}
