package io.leafboot.cache.http;

import org.jspecify.annotations.Nullable;

/**
 * Parameters in a query, and only there: asking the request for one could read its body as a form.
 *
 * @param raw the query as it came
 */
record Query(@Nullable String raw) {

    /** The first of this name, decoded; {@code null} if there is none. */
    @Nullable
    String first(String name) {
        if (raw == null) {
            return null;
        }
        for (String parameter : raw.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            if (PercentText.ofQuery(key).equals(name)) {
                return equals < 0 ? "" : PercentText.ofQuery(parameter.substring(equals + 1));
            }
        }
        return null;
    }
}
