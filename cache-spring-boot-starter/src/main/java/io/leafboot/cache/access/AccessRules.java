package io.leafboot.cache.access;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may reach which caches from outside, and how much one call may carry. Nothing may be reached unless it is listed.
 * Immutable, and safe for use by any number of threads.
 */
public final class AccessRules {

    /** The name in the list that stands for all caches. */
    public static final String ALL_CACHES = "*";

    /** Longest key, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 1024;

    private static final long MOST_BYTES = 100L << 20;

    private final String settings;
    private final Set<String> caches;
    private final Tokens tokens;
    private final int maxValueSize;

    /**
     * The rules.
     *
     * @param settings where they stand in {@code application.yml}, such as {@code cache.http}
     * @param caches names of the caches that may be reached; {@value #ALL_CACHES} for all
     * @param tokens tokens of which a caller must show one; empty if none is asked for
     * @param maxValueSize longest value that is taken, in bytes
     * @throws InvalidCacheSpecException if they make no sense; no message shows a token
     */
    public AccessRules(String settings, Collection<String> caches, Collection<String> tokens, long maxValueSize) {
        this.settings = settings;
        if (caches.stream().anyMatch(String::isBlank)) {
            throw new InvalidCacheSpecException(
                    settings + ".caches has a name that is blank.",
                    "List names of caches, or '" + ALL_CACHES + "' for all of them.");
        }
        if (maxValueSize < 1 || maxValueSize > MOST_BYTES) {
            throw new InvalidCacheSpecException(
                    settings + ".max-value-size is " + maxValueSize + "B, which is out of range.",
                    "Set it between 1B and 100MB.");
        }
        this.caches = Set.copyOf(caches);
        this.tokens = new Tokens(settings, tokens);
        this.maxValueSize = (int) maxValueSize;
    }

    /**
     * Refuses to start where anybody could call.
     *
     * @param guarded whether something else than tokens decides who may call, such as Spring Security
     * @param open whether the application says that anybody may
     * @throws InvalidCacheSpecException if no token is asked for, and neither is so
     */
    public void requireGuard(boolean guarded, boolean open) {
        if (!asksForTokens() && !guarded && !open) {
            throw new InvalidCacheSpecException(
                    settings + ".enabled is true, but nothing decides who may call: " + settings
                            + ".tokens is empty, and there is no Spring Security.",
                    "Set " + settings + ".tokens, add Spring Security, or set " + settings
                            + ".open=true if whoever reaches the port may read and write these caches.");
        }
    }

    /** Whether a caller must show a token. */
    public boolean asksForTokens() {
        return !tokens.isEmpty();
    }

    /**
     * Lets a caller pass that shows a token, or any if none is asked for.
     *
     * @param authorization the value of the header or metadata {@code Authorization}: {@code Bearer} and a token
     * @throws AccessRefusedException otherwise
     */
    public void authorize(@Nullable String authorization) {
        if (asksForTokens() && !tokens.grant(authorization)) {
            throw new AccessRefusedException(
                    Kind.UNAUTHORIZED, "A token is required, as 'Authorization: Bearer <token>'.");
        }
    }

    /** Whether a cache of this name may be reached, if there is one. */
    public boolean allows(String cache) {
        return caches.contains(cache) || caches.contains(ALL_CACHES);
    }

    /** The names that are listed. */
    public Set<String> caches() {
        return caches;
    }

    /** Longest value that is taken, in bytes. */
    public int maxValueSize() {
        return maxValueSize;
    }

    /** Refuses a value of more bytes than are taken. */
    public void checkSize(long bytes) {
        if (bytes > maxValueSize) {
            throw new AccessRefusedException(
                    Kind.TOO_LARGE,
                    "The value is longer than " + maxValueSize + " bytes, which is the most that is taken.");
        }
    }

    /** Refuses a key that is empty or too long. */
    public void checkKey(String key) {
        if (key.isEmpty()) {
            throw new AccessRefusedException(Kind.BAD_REQUEST, "The key is empty.");
        }
        if (key.length() > MAX_KEY_BYTES || key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw new AccessRefusedException(
                    Kind.BAD_REQUEST, "The key is longer than " + MAX_KEY_BYTES + " bytes of UTF-8.");
        }
    }

    @Override
    public String toString() { // tokens stay out of logs
        return settings + "[caches=" + caches + ", tokens=" + (asksForTokens() ? "given" : "none") + "]";
    }
}
