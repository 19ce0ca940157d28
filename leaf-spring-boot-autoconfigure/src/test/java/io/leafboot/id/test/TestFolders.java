package io.leafboot.id.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Folders below {@code target}, one a JVM; those of JVMs that are gone are deleted first. */
public final class TestFolders {

    private static final Path ROOT = Path.of("target", "test-databases").toAbsolutePath();

    private static final Path OWN =
            ROOT.resolve(String.valueOf(ProcessHandle.current().pid()));

    static {
        try {
            Files.createDirectories(ROOT);
            try (Stream<Path> folders = Files.list(ROOT)) {
                for (Path folder : List.copyOf(folders.toList())) {
                    if (folder.equals(OWN) || !isAlive(folder.getFileName().toString())) {
                        delete(folder);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestFolders() {}

    private static void delete(Path folder) throws IOException {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (NoSuchFileException e) {
            // Another JVM deletes it, too, and goes on where this one gives up.
        }
    }

    /** Folders are named after the process that made them; others are not ours to delete. */
    private static boolean isAlive(String name) {
        boolean isPid = name.chars().allMatch(Character::isDigit);
        return !isPid || ProcessHandle.of(Long.parseLong(name)).isPresent();
    }

    /** Returns a folder of this JVM's own, created if missing. */
    public static Path folder(String name) {
        try {
            return Files.createDirectories(OWN.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
