package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says which names are looked for in the table at all, and who may ask for ids of which tag. Immutable, and safe for use by
 * any number of threads.
 *
 * <p>Of the tokens only digests are kept. A digest is compared in constant time, and with every candidate, so that the time
 * of an answer tells neither how much of a token was right nor which one it was.
 */
public final class TagAccess {

    /** The value of {@code WWW-Authenticate} where a token is missing or wrong. */
    public static final String CHALLENGE = "Bearer realm=\"leaf\"";

    /** The tag whose tokens are good for every tag. */
    static final String ALL_TAGS = "*";

    /** The longest token, in characters: a longer one is not even hashed. */
    static final int LONGEST_TOKEN = 512;

    private static final byte[][] NONE = {};

    private final boolean open;

    private final UnaryOperator<String> tagOf;

    private final byte[][] forAllTags;

    private final Map<String, byte[][]> forTags = new HashMap<>();

    /**
     * Creates the rule.
     *
     * @param tokens tokens by tag, {@code *} for all tags; when empty, everybody may ask
     * @param tagOf gives the tag that a name belongs to: that of a period of it, else the name itself
     */
    TagAccess(Map<String, List<String>> tokens, UnaryOperator<String> tagOf) {
        this.tagOf = tagOf;
        this.open = tokens.isEmpty();
        List<String> all = tokens.getOrDefault(ALL_TAGS, List.of());
        this.forAllTags = digests(all);
        tokens.forEach((tag, ofTag) -> {
            List<String> good = new ArrayList<>(ofTag);
            good.addAll(all);
            forTags.put(tag, digests(good));
        });
    }

    /** Tells whether {@code name} has 1 to 128 letters, digits, dots, underscores and hyphens: no other is looked up. */
    public static boolean isTag(@Nullable String name) {
        if (name == null || name.isEmpty() || name.length() > IdGenerator.MAX_TAG_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether no token is asked for at all. */
    public boolean isOpen() {
        return open;
    }

    /**
     * Tells whether somebody who presents {@code token} may draw ids of {@code tag}.
     *
     * @param tag the tag or a period of one that begins anew, or {@code *} for what concerns all of them
     * @param token what was presented, or {@code null}
     */
    public boolean grants(String tag, @Nullable String token) {
        if (open) {
            return true;
        }
        if (token == null || token.length() > LONGEST_TOKEN) {
            return false;
        }
        byte[] presented = digest(token);
        boolean granted = false;
        for (byte[] good : forTags.getOrDefault(tagOf.apply(tag), forAllTags)) {
            granted |= MessageDigest.isEqual(good, presented);
        }
        return granted;
    }

    /** Tells whether a request's {@code Authorization: Bearer} header is good for {@code tag}. */
    public boolean grantsBearer(String tag, HttpServletRequest request) {
        return grants(tag, BearerToken.of(request));
    }

    private static byte[][] digests(List<String> tokens) {
        return tokens.stream().map(TagAccess::digest).toList().toArray(NONE);
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
