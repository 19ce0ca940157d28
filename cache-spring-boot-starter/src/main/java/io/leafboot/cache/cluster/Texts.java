package io.leafboot.cache.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Several texts as bytes: the length of each in UTF-8, and it. */
final class Texts {

    private Texts() {}

    static byte[] write(Collection<String> texts) {
        List<byte[]> parts = new ArrayList<>(texts.size());
        int length = 0;
        for (String text : texts) {
            byte[] part = text.getBytes(StandardCharsets.UTF_8);
            parts.add(part);
            length += 4 + part.length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        parts.forEach(part -> buffer.putInt(part.length).put(part));
        return buffer.array();
    }

    static List<String> read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<String> texts = new ArrayList<>();
        while (buffer.hasRemaining()) {
            byte[] part = new byte[buffer.getInt()];
            buffer.get(part);
            texts.add(new String(part, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
