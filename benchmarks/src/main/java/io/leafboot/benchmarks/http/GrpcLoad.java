package io.leafboot.benchmarks.http;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc.CacheServiceStub;
import io.leafboot.cache.grpc.proto.GetRequest;
import io.leafboot.cache.grpc.proto.GetResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many clients of one server of gRPC over a few connections, each of which asks again as soon as it has its answer. */
final class GrpcLoad {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static final int CONNECTIONS = 8;

    private static final GetRequest REQUEST = GetRequest.newBuilder()
            .setGroup(AccessApplication.CACHE)
            .setKey(AccessApplication.KEY)
            .build();

    private final Histogram times = new ConcurrentHistogram(LONGEST_NANOS, 3);

    private final LongAdder all = new LongAdder();

    private final LongAdder answers = new LongAdder();

    private final AtomicInteger errors = new AtomicInteger();

    private final CountDownLatch clients;

    private final long measuredFrom;

    private final long end;

    private GrpcLoad(int clients, int warmUpSeconds, int seconds) {
        this.clients = new CountDownLatch(clients);
        measuredFrom = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
        end = measuredFrom + TimeUnit.SECONDS.toNanos(seconds);
    }

    static HttpLoad.Outcome flatOut(int port, int clients, int warmUpSeconds, int seconds) throws InterruptedException {
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
        try {
            GrpcLoad load = new GrpcLoad(clients, warmUpSeconds, seconds);
            for (int client = 0; client < clients; client++) {
                load.ask(CacheServiceGrpc.newStub(channels.get(client % CONNECTIONS)));
            }
            load.clients.await();
            return new HttpLoad.Outcome(
                    load.times,
                    load.answers.sum(),
                    load.end - load.measuredFrom,
                    load.errors.get(),
                    0,
                    load.all.sum(),
                    0);
        } finally {
            for (ManagedChannel channel : channels) {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    private void ask(CacheServiceStub stub) {
        long start = System.nanoTime();
        stub.get(REQUEST, new StreamObserver<>() {

            @Override
            public void onNext(GetResponse answer) {
                if (!answer.getFound() || answer.getData().size() != AccessApplication.TEXT.length()) {
                    errors.incrementAndGet();
                }
            }

            @Override
            public void onError(Throwable ex) {
                if (errors.getAndIncrement() == 0) {
                    System.err.println("The first error: " + ex);
                }
                goOn();
            }

            @Override
            public void onCompleted() {
                all.increment();
                goOn();
            }

            private void goOn() {
                long now = System.nanoTime();
                if (start - measuredFrom >= 0) {
                    times.recordValue(Math.min(now - start, LONGEST_NANOS));
                }
                if (now - measuredFrom >= 0 && now - end < 0) {
                    answers.increment();
                }
                if (now - end < 0) {
                    ask(stub);
                } else {
                    clients.countDown();
                }
            }
        });
    }
}
