package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.InvalidCacheSpecException;
import org.springframework.boot.autoconfigure.condition.AllNestedConditions;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Where nobody could answer a call over gRPC, a setting that asks for it is not passed over in silence. */
@Configuration(proxyBeanMethods = false)
@Conditional(WithoutGrpcConfiguration.LibraryMissing.class)
class WithoutGrpcConfiguration {

    WithoutGrpcConfiguration() {
        throw new InvalidCacheSpecException(
                "cache.grpc.enabled is true, but what serves gRPC is not on the class path, or not all of it.",
                "Add the dependencies org.springframework.boot:spring-boot-grpc-server, io.grpc:grpc-netty, io.grpc:grpc-stub and"
                        + " io.grpc:grpc-services, or set cache.grpc.enabled=false.");
    }

    static final class LibraryMissing extends AnyNestedCondition {

        LibraryMissing() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnMissingClass("org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration")
        static class Server {}

        @ConditionalOnMissingClass("io.grpc.stub.ServerCalls")
        static class Stub {}

        @ConditionalOnMissingClass("io.grpc.protobuf.ProtoUtils")
        static class Messages {}

        @ConditionalOnMissingClass("io.grpc.protobuf.services.ProtoReflectionServiceV1")
        static class HealthAndReflection {}

        @Conditional(TransportMissing.class)
        static class Transport {}
    }

    /** Any will do. */
    static final class TransportMissing extends AllNestedConditions {

        TransportMissing() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnMissingClass("io.grpc.netty.NettyServerBuilder")
        static class Netty {}

        @ConditionalOnMissingClass("io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder")
        static class ShadedNetty {}

        @ConditionalOnMissingClass("io.grpc.servlet.jakarta.GrpcServlet")
        static class Servlet {}
    }
}
