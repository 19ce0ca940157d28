package io.leafboot.cache.http;

import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text in a path or query, without its escapes. What is no UTF-8 is refused: with characters replaced, as other decoders do,
 * keys that differ would become one.
 */
final class PercentText {

    private PercentText() {}

    /** Decodes a part of a path. */
    static String ofPath(String raw) {
        return decode(raw, '%'); // a plus is a plus
    }

    /** Decodes a name or value in a query. */
    static String ofQuery(String raw) {
        return decode(raw, '+');
    }

    private static String decode(String raw, char space) {
        if (raw.indexOf('%') < 0 && raw.indexOf(space) < 0 && raw.chars().allMatch(c -> c < 0x80)) {
            return raw;
        }
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                out.write(escaped(bytes, i));
                i += 2;
            } else {
                out.write(bytes[i] == space ? ' ' : bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException ex) {
            throw refused();
        }
    }

    private static int escaped(byte[] bytes, int percent) {
        int high = percent + 2 < bytes.length ? Character.digit(bytes[percent + 1], 16) : -1;
        int low = percent + 2 < bytes.length ? Character.digit(bytes[percent + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw refused();
        }
        return high << 4 | low;
    }

    private static AccessRefusedException refused() {
        return new AccessRefusedException(
                Kind.BAD_REQUEST, "The path or query is not UTF-8, percent-encoded where it has to be.");
    }
}
