package io.leafboot.cache.access;

/** A string key as it is listed if it would read as something else: in quotes, with quotes and backslashes escaped. */
final class QuotedKey {

    private QuotedKey() {}

    /** The string, or {@code key} itself if it is no quoted one. */
    static String unquote(String key) {
        int last = key.length() - 1;
        if (last < 1 || key.charAt(0) != '"' || key.charAt(last) != '"') {
            return key;
        }
        StringBuilder string = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            char c = key.charAt(i);
            if (c == '"') {
                return key;
            }
            if (c == '\\') {
                i++;
                if (i == last) {
                    return key;
                }
                c = key.charAt(i);
            }
            string.append(c);
        }
        return string.toString();
    }
}
