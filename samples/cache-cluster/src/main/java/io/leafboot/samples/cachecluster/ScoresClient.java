package io.leafboot.samples.cachecluster;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc.CacheServiceBlockingStub;
import io.leafboot.cache.grpc.proto.DeleteRequest;
import io.leafboot.cache.grpc.proto.DeleteResponse;
import io.leafboot.cache.grpc.proto.GetRequest;
import io.leafboot.cache.grpc.proto.GetResponse;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client of any node, as DistCache's is: reads three scores, deletes one, and reads it again. The addresses of nodes are its
 * arguments; without any it asks those three that the README starts.
 */
public final class ScoresClient {

    private static final List<String> NODES = List.of("127.0.0.1:9001", "127.0.0.1:9002", "127.0.0.1:9003");

    private final CacheServiceBlockingStub node;

    private final PrintStream out;

    private ScoresClient(CacheServiceBlockingStub node, PrintStream out) {
        this.node = node;
        this.out = out;
    }

    public static void main(String[] args) {
        for (String address : args.length == 0 ? NODES : List.of(args)) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(address).usePlaintext().build();
            try {
                System.out.println("=== " + address);
                new ScoresClient(CacheServiceGrpc.newBlockingStub(channel), System.out).play();
            } catch (StatusRuntimeException ex) {
                System.out.println("No answer: " + ex.getStatus().getCode() + ", "
                        + ex.getStatus().getDescription());
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private void play() {
        for (String name : List.of("Tom", "Jack", "Sam", "Zoe")) {
            print(name, get(name));
        }
        DeleteResponse deleted = withinTenSeconds()
                .delete(DeleteRequest.newBuilder()
                        .setGroup("scores")
                        .setKey("Tom")
                        .build());
        out.println(deleted.getSuccess() ? "Tom: deleted" : "Tom: not deleted (" + deleted.getErr() + ")");
        print("Tom", get("Tom"));
    }

    private GetResponse get(String name) {
        return withinTenSeconds()
                .get(GetRequest.newBuilder().setGroup("scores").setKey(name).build());
    }

    private CacheServiceBlockingStub withinTenSeconds() {
        return node.withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    private void print(String name, GetResponse answer) {
        out.println(name + ": "
                + (answer.getFound() ? answer.getData().toStringUtf8() : "not found (" + answer.getErr() + ")"));
    }
}
