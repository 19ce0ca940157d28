package io.leafboot.id.test;

import org.junit.jupiter.api.Assumptions;

/** What this machine is. */
final class Platform {

    private Platform() {}

    static void assumeServerBinaries(String server) {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        Assumptions.assumeTrue(
                os.equals("Linux amd64") || os.equals("Linux x86_64"),
                () -> "The test's class path has no " + server + " for " + os + ", only for Linux on x64");
    }
}
