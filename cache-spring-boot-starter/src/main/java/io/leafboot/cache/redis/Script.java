package io.leafboot.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The Lua scripts, each of which Redis runs as one. */
enum Script {
    WRITE(true),
    BEHIND(true),
    ABSENT(true),
    LEASE(true),
    FILL(true),
    READ(true),
    CLEAR(true),
    SWEEP(true),
    RELEASE(true),
    TAG(true),
    KEYS(true),
    HELLO(false),
    LOG(false);

    private final String text;
    private final String sha1;

    Script(boolean common) {
        String name = name().toLowerCase(Locale.ROOT);
        text = (common ? read("common") : "") + read(name);
        try {
            sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text()));
        } catch (NoSuchAlgorithmException ex) {
            throw new AssertionError("Every JDK has SHA-1", ex);
        }
    }

    /** What is sent when Redis does not know the script yet. */
    byte[] text() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What Redis knows the script by. */
    String sha1() {
        return sha1;
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("Script " + name + ".lua is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
