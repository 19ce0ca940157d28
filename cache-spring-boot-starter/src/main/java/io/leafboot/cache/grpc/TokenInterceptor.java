package io.leafboot.cache.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRules;

/** Refuses calls without a token before anything of them is read. */
final class TokenInterceptor implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final AccessRules rules;

    TokenInterceptor(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        try {
            rules.authorize(headers.get(AUTHORIZATION));
        } catch (AccessRefusedException ex) {
            call.close(Status.UNAUTHENTICATED.withDescription(ex.getMessage()), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
