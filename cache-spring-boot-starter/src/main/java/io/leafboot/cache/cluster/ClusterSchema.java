package io.leafboot.cache.cluster;

import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;

/** What nodes write to each other. */
final class ClusterSchema implements SerializationContextInitializer {

    @Override
    public void registerSchema(SerializationContext context) {}

    @Override
    public void registerMarshallers(SerializationContext context) {}
}
