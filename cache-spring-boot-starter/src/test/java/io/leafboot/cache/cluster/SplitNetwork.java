package io.leafboot.cache.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Machines of a network that can be cut, as namespaces of this one's: each has an interface whose other end is a port of a
 * bridge, which is in a namespace of its own. This machine's own network is left alone.
 */
final class SplitNetwork implements AutoCloseable {

    private final String name = "leaf" + ProcessHandle.current().pid();
    private final int count;

    SplitNetwork(int count) {
        this.count = count;
        try {
            run("ip", "netns", "add", hub());
            inHub("ip", "link", "add", "bridge", "type", "bridge");
            inHub("ip", "link", "set", "bridge", "up");
            for (int machine = 1; machine <= count; machine++) {
                run("ip", "netns", "add", machine(machine));
                run(
                        "ip",
                        "-n",
                        hub(),
                        "link",
                        "add",
                        port(machine),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "netns",
                        machine(machine));
                inHub("ip", "link", "set", port(machine), "master", "bridge");
                inHub("ip", "link", "set", port(machine), "up");
                run("ip", "-n", machine(machine), "address", "add", address(machine) + "/24", "dev", "eth0");
                run("ip", "-n", machine(machine), "link", "set", "eth0", "up");
                run("ip", "-n", machine(machine), "link", "set", "lo", "up");
            }
        } catch (RuntimeException ex) {
            close();
            throw ex;
        }
    }

    /** Whether this machine lets us make namespaces. */
    static boolean isPossible() {
        try (SplitNetwork network = new SplitNetwork(1)) {
            return network.count == 1;
        } catch (RuntimeException ex) {
            return false;
        }
    }

    private String hub() {
        return name + "h";
    }

    private String machine(int number) {
        return name + "m" + number;
    }

    private static String port(int number) {
        return "port" + number;
    }

    static String address(int number) {
        return "10.83.17." + number;
    }

    /** What to begin a command with that is to run on a machine. */
    List<String> on(int machine) {
        return List.of("ip", "netns", "exec", machine(machine));
    }

    /** Cuts a machine from all others. */
    void cut(int machine) {
        inHub("ip", "link", "set", port(machine), "down");
    }

    void heal(int machine) {
        inHub("ip", "link", "set", port(machine), "up");
    }

    /** Cuts two machines from each other; others see both. */
    void cut(int one, int other) {
        isolate(one, "on");
        isolate(other, "on");
    }

    void heal(int one, int other) {
        isolate(one, "off");
        isolate(other, "off");
    }

    private void isolate(int machine, String state) {
        inHub("bridge", "link", "set", "dev", port(machine), "isolated", state);
    }

    private void inHub(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", hub()));
        all.addAll(List.of(command));
        run(all.toArray(String[]::new));
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        for (int machine = 1; machine <= count; machine++) {
            remove(machine(machine));
        }
        remove(hub());
    }

    private static void remove(String namespace) {
        try {
            run("ip", "netns", "delete", namespace);
        } catch (RuntimeException ex) {
            // it was not made
        }
    }
}
