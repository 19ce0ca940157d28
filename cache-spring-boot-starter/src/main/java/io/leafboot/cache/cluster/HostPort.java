package io.leafboot.cache.cluster;

import io.leafboot.cache.InvalidCacheSpecException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port as settings have them: {@code 10.0.0.5:7800}, {@code [::1]:7800}, {@code node-1:7800}.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

    /**
     * Reads what a setting says.
     *
     * @throws InvalidCacheSpecException if it is of another form
     */
    public static HostPort of(String setting, String value) {
        Matcher matcher = FORM.matcher(value.trim());
        if (!matcher.matches()) {
            throw new InvalidCacheSpecException(
                    setting + " is '" + value + "', which is not a host and a port.",
                    "Write it as 10.0.0.5:7800, [fd00::5]:7800 or node-1:7800.");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > 65_535) {
            throw new InvalidCacheSpecException(
                    setting + " is '" + value + "', whose port is out of range.", "Use a port between 1 and 65535.");
        }
        return new HostPort(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
