package io.leafboot.cache.cluster;

import io.leafboot.cache.InvalidCacheSpecException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where other nodes may be, as {@code cache.cluster.seeds} says it: hosts, or one name that DNS knows all of them by. */
final class Seeds {

    private static final String SETTING = "cache.cluster.seeds";
    private static final Path NAMESPACE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final String SERVICE = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";

    /** How nodes are found. */
    private enum Kind {
        HOST,
        DNS,
        KUBERNETES;

        static Kind of(String seed) {
            if (seed.startsWith("dns:")) {
                return DNS;
            }
            return seed.startsWith("kubernetes:") ? KUBERNETES : HOST;
        }
    }

    private final List<HostPort> places;
    private final boolean listed;

    private Seeds(List<HostPort> places, boolean listed) {
        this.places = places;
        this.listed = listed;
    }

    /**
     * Reads the setting.
     *
     * @throws InvalidCacheSpecException if it is of another form
     */
    static Seeds of(List<String> seeds) {
        return of(seeds, NAMESPACE);
    }

    static Seeds of(List<String> seeds, Path namespace) {
        Set<Kind> kinds = seeds.stream().map(Kind::of).collect(Collectors.toSet());
        if (kinds.size() > 1 || (seeds.size() > 1 && !kinds.contains(Kind.HOST))) {
            throw new InvalidCacheSpecException(
                    SETTING + " is '" + String.join(", ", seeds) + "', which mixes ways to find other nodes.",
                    "Name hosts with their ports, or one dns:name:port, or one kubernetes:service:port.");
        }
        List<HostPort> places =
                seeds.stream().map(seed -> place(seed, namespace)).toList();
        return new Seeds(places, !kinds.contains(Kind.DNS) && !kinds.contains(Kind.KUBERNETES));
    }

    private static HostPort place(String seed, Path namespace) {
        Kind kind = Kind.of(seed);
        HostPort place = HostPort.of(SETTING, kind == Kind.HOST ? seed : seed.substring(seed.indexOf(':') + 1));
        if (place.port() == 0) {
            throw new InvalidCacheSpecException(
                    SETTING + " has '" + seed + "', whose port is out of range.",
                    "Use the port that the nodes listen on, as their cache.cluster.bind says.");
        }
        if (kind != Kind.KUBERNETES) {
            return place;
        }
        if (!place.host().matches(SERVICE)) {
            throw new InvalidCacheSpecException(
                    SETTING + " has '" + seed + "', which does not name a service of Kubernetes.",
                    "Write kubernetes:service:port, or dns:name:port for a service of another namespace.");
        }
        return new HostPort(place.host() + "." + namespace(namespace) + ".svc.cluster.local", place.port());
    }

    /** The namespace of this pod: its service account says it, and nobody else need be asked. */
    private static String namespace(Path file) {
        try {
            String namespace = Files.readString(file).trim();
            return namespace.matches(SERVICE) ? namespace : "default";
        } catch (IOException ex) {
            return "default";
        }
    }

    /** Whether hosts are named one by one, so that nodes elsewhere are not found by asking. */
    boolean listed() {
        return listed;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** Where they are now: names are looked up anew, for they may move; those that are unknown are left out. */
    List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (HostPort place : places) {
            try {
                for (InetAddress address : InetAddress.getAllByName(place.host())) {
                    addresses.add(new InetSocketAddress(address, place.port()));
                }
            } catch (UnknownHostException ex) {
                // unknown() tells
            }
        }
        return addresses;
    }

    /** Names that cannot be looked up. */
    Set<String> unknown() {
        Set<String> unknown = new TreeSet<>();
        for (HostPort place : places) {
            if (new InetSocketAddress(place.host(), place.port()).isUnresolved()) {
                unknown.add(place.host());
            }
        }
        return unknown;
    }

    @Override
    public String toString() {
        return places.stream().map(HostPort::toString).collect(Collectors.joining(", "));
    }
}
