package io.leafboot.benchmarks.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A call that answers with an id.
 *
 * @param name what it is called in the tables
 * @param uri where it is
 * @param marker the id's digits come right after this in the answer's body
 * @param pid process id of its server
 */
record Target(String name, URI uri, String marker, long pid) {

    InetSocketAddress address() {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    byte[] request() {
        String path = uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
        return ("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    byte[] markerBytes() {
        return marker.getBytes(StandardCharsets.US_ASCII);
    }
}
