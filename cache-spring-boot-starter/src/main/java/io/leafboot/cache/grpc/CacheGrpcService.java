package io.leafboot.cache.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.access.OutsideValue;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.DeleteRequest;
import io.leafboot.cache.grpc.proto.DeleteResponse;
import io.leafboot.cache.grpc.proto.GetRequest;
import io.leafboot.cache.grpc.proto.GetResponse;
import io.leafboot.cache.grpc.proto.SetRequest;
import io.leafboot.cache.grpc.proto.SetResponse;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers DistCache's calls: {@code distcache.CacheService} with {@code Get}, {@code Set} and {@code Delete}.
 *
 * <p>What is wrong with a group, a key or a value stands in the answer's {@code err}, as DistCache has it; what is wrong with the
 * caller, or with the moment, is the status of the call. Neither tells anything of the application.
 */
public final class CacheGrpcService implements BindableService, CacheServiceGrpc.AsyncService {

    private final OutsideCaches caches;
    private final int maxCalls;
    private final Semaphore places;

    /**
     * A service.
     *
     * @param maxCalls how many calls are answered at once. A call holds a thread while it is answered, and the server's threads
     *     have no bound: without this, a source that is slow would take as many as there are callers.
     */
    public CacheGrpcService(OutsideCaches caches, int maxCalls) {
        this.caches = caches;
        this.maxCalls = maxCalls;
        this.places = new Semaphore(maxCalls);
    }

    /** With the tokens before it: the application's own interceptors come first. */
    @Override
    public ServerServiceDefinition bindService() {
        return ServerInterceptors.intercept(CacheServiceGrpc.bindService(this), new TokenInterceptor(caches.rules()));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> answers) {
        answer(answers, request.getGroup(), () -> read(request), CacheGrpcService::notFound);
    }

    private GetResponse read(GetRequest request) {
        OutsideValue value = caches.get(request.getGroup(), request.getKey());
        if (value == null || value.isNull()) {
            return notFound("key not found");
        }
        return GetResponse.newBuilder()
                .setData(UnsafeByteOperations.unsafeWrap(value.bytes()))
                .setFound(true)
                .build();
    }

    private static GetResponse notFound(String reason) {
        return GetResponse.newBuilder().setErr(reason).build();
    }

    @Override
    public void set(SetRequest request, StreamObserver<SetResponse> answers) {
        answer(
                answers,
                request.getGroup(),
                () -> {
                    caches.rules().checkSize(request.getData().size());
                    caches.put(
                            request.getGroup(),
                            request.getKey(),
                            null,
                            request.getData().toByteArray(),
                            null);
                    return SetResponse.newBuilder().setSuccess(true).build();
                },
                reason -> SetResponse.newBuilder().setErr(reason).build());
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> answers) {
        answer(
                answers,
                request.getGroup(),
                () -> {
                    caches.delete(request.getGroup(), request.getKey());
                    return DeleteResponse.newBuilder().setSuccess(true).build();
                },
                reason -> DeleteResponse.newBuilder().setErr(reason).build());
    }

    private <A> void answer(StreamObserver<A> answers, String group, Supplier<A> work, Function<String, A> refusal) {
        if (!places.tryAcquire()) {
            answers.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("More than " + maxCalls + " calls at once. Try again later.")
                    .asRuntimeException());
            return;
        }
        A answer;
        try {
            answer = work.get();
        } catch (RuntimeException ex) {
            answer = refusal.apply(Reason.of(ex, group));
        } finally {
            places.release();
        }
        answers.onNext(answer);
        answers.onCompleted();
    }
}
