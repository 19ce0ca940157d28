package io.leafboot.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of {@link ClusterProcess}. */
final class Child implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;

    Child(List<String> jvmArguments, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-Djava.net.preferIPv4Stack=true"));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ClusterProcess.class.getName()));
        command.addAll(args);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // also when this one is interrupted
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns what it says before it says {@code last}. */
    List<String> await(String last) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals(ClusterProcess.ANSWER + last)) {
                return answers;
            }
            if (line.startsWith(ClusterProcess.ANSWER)) {
                answers.add(line.substring(ClusterProcess.ANSWER.length()));
            }
        }
        throw new IllegalStateException("A process has ended before it had " + last + "; its log is above");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
