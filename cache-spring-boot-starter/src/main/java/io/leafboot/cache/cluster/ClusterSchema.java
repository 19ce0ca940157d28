package io.leafboot.cache.cluster;

import io.leafboot.cache.cluster.Stored.Kind;
import io.leafboot.cache.cluster.Stored.Lease;
import io.leafboot.cache.cluster.Stored.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;
import org.infinispan.protostream.TagReader;
import org.infinispan.protostream.TagWriter;
import org.infinispan.protostream.descriptors.WireType;

/** What nodes write to each other, in Protocol Buffers. */
final class ClusterSchema implements SerializationContextInitializer {

    private static final String FILE = "io/leafboot/cache/cluster.proto";

    /** Numbers of types are the engine's own up to 65,535. */
    private static final String SCHEMA = """
            syntax = "proto3";
            package io.leafboot.cache;

            /** @TypeId(1417500) */
            message Stored {
              fixed64 id = 1;
              uint32 kind = 2;
              fixed64 generation = 3;
              fixed64 fingerprint = 4;
              bytes bytes = 5;
              uint32 cost = 6;
              bytes tags = 7;
              sfixed64 ends = 8;
              sfixed64 old = 9;
              fixed64 token = 10;
              fixed64 leaseGeneration = 11;
              string holder = 12;
              string failure = 13;
              string failedHolder = 14;
              sfixed64 rests = 15;
              bool ifOld = 16;
              fixed64 failedMark = 17;
            }

            /** @TypeId(1417501) */
            message RemoteCall {
              uint32 kind = 1;
              string cache = 2;
              string text = 3;
              bytes bytes = 4;
            }
            """;

    @Override
    public void registerSchema(SerializationContext context) {
        context.registerProtoFiles(FileDescriptorSource.fromString(FILE, SCHEMA));
    }

    @Override
    public void registerMarshallers(SerializationContext context) {
        context.registerMarshaller(new StoredMarshaller());
        context.registerMarshaller(new RemoteCallMarshaller());
    }

    private static int number(int tag) {
        return WireType.getTagFieldNumber(tag);
    }

    /** Times are written as what is left of them, and read as that from now on. */
    static final class StoredMarshaller implements ProtobufTagMarshaller<Stored> {

        @Override
        public Class<Stored> getJavaClass() {
            return Stored.class;
        }

        @Override
        public String getTypeName() {
            return "io.leafboot.cache.Stored";
        }

        @Override
        public void write(WriteContext context, Stored stored) throws IOException {
            TagWriter out = context.getWriter();
            long now = System.nanoTime();
            out.writeFixed64(1, stored.id);
            Value value = stored.value;
            if (value.kind() != Kind.NONE) {
                out.writeUInt32(2, value.kind().number);
                out.writeFixed64(3, value.generation());
                out.writeFixed64(4, value.fingerprint());
                out.writeBytes(5, value.bytes());
                out.writeUInt32(6, value.costMillis());
                if (value.tags().length > 0) {
                    out.writeBytes(7, tags(value));
                }
                writeTime(out, 8, value.endsAt(), now);
                writeTime(out, 9, value.oldAt(), now);
            }
            Lease lease = stored.lease;
            if (!lease.equals(Lease.NONE)) {
                out.writeFixed64(10, lease.token());
                out.writeFixed64(11, lease.generation());
                out.writeString(12, lease.holder());
                out.writeString(13, lease.failure());
                out.writeString(14, lease.failedHolder());
                writeTime(out, 15, lease.restsUntil(), now);
                out.writeBool(16, lease.ifOld());
                out.writeFixed64(17, lease.failedMark());
            }
        }

        private static void writeTime(TagWriter out, int number, long time, long now) throws IOException {
            if (time != Stored.NEVER) {
                out.writeSFixed64(number, time - now);
            }
        }

        private static byte[] tags(Value value) {
            ByteBuffer buffer = ByteBuffer.allocate(10 * value.tags().length);
            for (int i = 0; i < value.tags().length; i++) {
                buffer.putShort((short) value.tags()[i]).putLong(value.marks()[i]);
            }
            return buffer.array();
        }

        @Override
        public Stored read(ReadContext context) throws IOException {
            TagReader in = context.getReader();
            long now = System.nanoTime();
            long id = 0;
            Kind kind = Kind.NONE;
            long generation = 0;
            long fingerprint = 0;
            byte[] bytes = {};
            int cost = 0;
            int[] tags = {};
            long[] marks = {};
            long ends = Stored.NEVER;
            long old = Stored.NEVER;
            long token = 0;
            long leaseGeneration = 0;
            String holder = "";
            String failure = "";
            String failedHolder = "";
            long rests = Stored.NEVER;
            boolean ifOld = false;
            long failedMark = 0;
            boolean leased = false;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                leased |= number(tag) >= 10;
                switch (number(tag)) {
                    case 1 -> id = in.readFixed64();
                    case 2 -> kind = Kind.of(in.readUInt32());
                    case 3 -> generation = in.readFixed64();
                    case 4 -> fingerprint = in.readFixed64();
                    case 5 -> bytes = in.readByteArray();
                    case 6 -> cost = in.readUInt32();
                    case 7 -> {
                        ByteBuffer buffer = ByteBuffer.wrap(in.readByteArray());
                        tags = new int[buffer.remaining() / 10];
                        marks = new long[tags.length];
                        for (int i = 0; i < tags.length; i++) {
                            tags[i] = Short.toUnsignedInt(buffer.getShort());
                            marks[i] = buffer.getLong();
                        }
                    }
                    case 8 -> ends = now + in.readSFixed64();
                    case 9 -> old = now + in.readSFixed64();
                    case 10 -> token = in.readFixed64();
                    case 11 -> leaseGeneration = in.readFixed64();
                    case 12 -> holder = in.readString();
                    case 13 -> failure = in.readString();
                    case 14 -> failedHolder = in.readString();
                    case 15 -> rests = now + in.readSFixed64();
                    case 16 -> ifOld = in.readBool();
                    case 17 -> failedMark = in.readFixed64();
                    default -> in.skipField(tag);
                }
            }
            return new Stored(
                    id,
                    kind == Kind.NONE
                            ? Value.NONE
                            : new Value(kind, generation, fingerprint, bytes, cost, tags, marks, ends, old),
                    leased
                            ? new Lease(token, leaseGeneration, holder, failure, failedHolder, rests, ifOld, failedMark)
                            : Lease.NONE);
        }
    }

    static final class RemoteCallMarshaller implements ProtobufTagMarshaller<RemoteCall> {

        @Override
        public Class<RemoteCall> getJavaClass() {
            return RemoteCall.class;
        }

        @Override
        public String getTypeName() {
            return "io.leafboot.cache.RemoteCall";
        }

        @Override
        public void write(WriteContext context, RemoteCall call) throws IOException {
            TagWriter out = context.getWriter();
            out.writeUInt32(1, call.kind().number);
            out.writeString(2, call.cache());
            out.writeString(3, call.text());
            out.writeBytes(4, call.bytes());
        }

        @Override
        public RemoteCall read(ReadContext context) throws IOException {
            TagReader in = context.getReader();
            RemoteCall.Kind kind = RemoteCall.Kind.DESCRIBE;
            String cache = "";
            String text = "";
            byte[] bytes = {};
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (number(tag)) {
                    case 1 -> kind = RemoteCall.Kind.of(in.readUInt32());
                    case 2 -> cache = in.readString();
                    case 3 -> text = in.readString();
                    case 4 -> bytes = in.readByteArray();
                    default -> in.skipField(tag);
                }
            }
            return new RemoteCall(kind, cache, text, bytes);
        }
    }
}
