package io.leafboot.id.http;

import io.leafboot.id.autoconfigure.LeafHttpProperties;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import java.util.List;

/** Ranges of {@code leaf.http}. No message shows a token. */
final class HttpSettings {

    private HttpSettings() {}

    static void check(LeafProperties properties) {
        LeafHttpProperties http = properties.http();
        checkCount("leaf.http.max-count", http.maxCount(), properties.maxBatch());
        checkCount("leaf.http.tinyid.segment-size", http.tinyid().segmentSize(), properties.maxBatch());
        http.tokens().forEach(HttpSettings::checkTokens);
    }

    private static void checkCount(String setting, int value, int maxBatch) {
        if (value < 1 || value > maxBatch) {
            throw new LeafStartupException(
                    setting + " is " + value + "; allowed is from 1 to leaf.max-batch, which is " + maxBatch + ".",
                    "Change the value in the application's configuration.",
                    null);
        }
    }

    private static void checkTokens(String tag, List<String> tokens) {
        String setting = "leaf.http.tokens.[" + tag + "]";
        if (!tag.equals(TagAccess.ALL_TAGS) && !TagAccess.isTag(tag)) {
            throw new LeafStartupException(
                    setting + " is for a tag that no call can name.",
                    "Write a tag of 1 to 128 letters, digits, '.', '_' and '-', or [*] for all tags.",
                    null);
        }
        if (tokens.isEmpty() || !tokens.stream().allMatch(HttpSettings::isToken)) {
            throw new LeafStartupException(
                    setting + (tokens.isEmpty() ? " has no token." : " has a token that cannot be presented."),
                    "Give tokens of 1 to " + TagAccess.LONGEST_TOKEN + " visible ASCII characters, without spaces.",
                    null);
        }
    }

    private static boolean isToken(String token) {
        return !token.isEmpty()
                && token.length() <= TagAccess.LONGEST_TOKEN
                && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
