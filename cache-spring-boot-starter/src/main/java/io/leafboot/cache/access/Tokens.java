package io.leafboot.cache.access;

import io.leafboot.cache.InvalidCacheSpecException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The tokens, of which only digests are kept. A digest is compared in constant time, and with every one, so that the time of
 * an answer tells neither how much of a token was right nor which one it was.
 */
final class Tokens {

    private static final int LONGEST = 512; // a longer one is not even hashed

    private static final String SCHEME = "Bearer ";

    private static final byte[][] NONE = {};

    private final byte[][] digests;

    Tokens(String settings, Collection<String> tokens) {
        if (!tokens.stream().allMatch(Tokens::canBePresented)) {
            throw new InvalidCacheSpecException(
                    settings + ".tokens has a token that cannot be presented.",
                    "Give tokens of 1 to " + LONGEST + " visible ASCII characters, without spaces.");
        }
        this.digests = tokens.stream().map(Tokens::digest).toList().toArray(NONE);
    }

    private static boolean canBePresented(String token) {
        return !token.isEmpty() && token.length() <= LONGEST && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    boolean isEmpty() {
        return digests.length == 0;
    }

    boolean grant(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String token = authorization.substring(SCHEME.length()).trim();
        if (token.length() > LONGEST) {
            return false;
        }
        byte[] presented = digest(token);
        boolean granted = false;
        for (byte[] good : digests) {
            granted |= MessageDigest.isEqual(good, presented);
        }
        return granted;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java platform has SHA-256", ex);
        }
    }
}
