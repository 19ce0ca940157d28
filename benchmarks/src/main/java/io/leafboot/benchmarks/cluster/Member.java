package io.leafboot.benchmarks.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One of the nodes of a cluster on the loopback address.
 *
 * @param index which of them
 * @param ports of all of them
 */
record Member(int index, List<Integer> ports) {

    static final String HOST = "127.0.0.1";

    static final int COUNT = 3;

    int port() {
        return ports.get(index);
    }

    List<String> addresses() {
        return ports.stream().map(port -> HOST + ":" + port).toList();
    }

    /** As an argument of a process. */
    String argument() {
        return index + ":" + ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static Member of(String argument) {
        String[] parts = argument.split(":");
        return new Member(
                Integer.parseInt(parts[0]),
                Arrays.stream(parts[1].split(",")).map(Integer::valueOf).toList());
    }

    static List<Member> of(List<Integer> ports) {
        return IntStream.range(0, COUNT)
                .mapToObj(index -> new Member(index, ports))
                .toList();
    }
}
