package io.leafboot.id.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a URL's query, read as Go's {@code net/url} does: of several the first counts, one that is escaped wrongly is
 * none, and a form in the body is not looked at.
 */
final class QueryString {

    private QueryString() {}

    /** Returns the first value of a parameter, or the empty string without one. */
    static String first(@Nullable String query, String name) {
        int begin = 0;
        while (query != null && begin < query.length()) {
            int end = query.indexOf('&', begin);
            if (end < 0) {
                end = query.length();
            }
            int equals = query.indexOf('=', begin);
            int keyEnd = equals < 0 || equals > end ? end : equals;
            if (name.equals(decoded(query.substring(begin, keyEnd)))) {
                String value = keyEnd == end ? "" : decoded(query.substring(keyEnd + 1, end));
                if (value != null) {
                    return value;
                }
            }
            begin = end + 1;
        }
        return "";
    }

    /** Returns the text without its escapes, or {@code null} if there is a wrong one. */
    private static @Nullable String decoded(String text) {
        if (text.indexOf(';') >= 0) {
            return null;
        }
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
