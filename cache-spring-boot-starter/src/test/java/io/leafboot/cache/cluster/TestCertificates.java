package io.leafboot.cache.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.util.FileSystemUtils;

/** Certificates of a cluster, made when they are needed with the JDK's own tool: an authority, and what it signs. */
final class TestCertificates {

    static final String PASSWORD = "changeit";

    private static final Map<String, Path> MADE = new ConcurrentHashMap<>();
    private static final Path FOLDER = folder();

    private TestCertificates() {}

    /** The store of a node: its key, signed by an authority, and the authority that it trusts. Made once for all tests. */
    static synchronized Path store(String node, String authority) {
        return MADE.computeIfAbsent(node + " " + authority, both -> make(node, authority));
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("certificates-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
            return folder;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Path make(String node, String authority) {
        Path signer = FOLDER.resolve(authority + ".p12");
        Path certificate = FOLDER.resolve(authority + ".crt");
        if (!Files.exists(signer)) {
            keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + authority, "-ext", "bc:c", "-keystore", signer);
            keytool("-exportcert", "-alias", "ca", "-keystore", signer, "-file", certificate);
        }
        Path store = FOLDER.resolve(node + ".p12");
        Path request = FOLDER.resolve(node + ".csr");
        Path signed = FOLDER.resolve(node + ".crt");
        keytool("-genkeypair", "-alias", "node", "-dname", "CN=" + node, "-keystore", store);
        keytool("-certreq", "-alias", "node", "-keystore", store, "-file", request);
        keytool("-gencert", "-alias", "ca", "-keystore", signer, "-infile", request, "-outfile", signed);
        keytool("-importcert", "-noprompt", "-alias", "ca", "-keystore", store, "-file", certificate);
        keytool("-importcert", "-noprompt", "-alias", "node", "-keystore", store, "-file", signed);
        return store;
    }

    /** Keys and trust of a store. */
    static SSLContext context(Path store) {
        return context(store, store);
    }

    /** Keys of one store, trust of another. */
    static SSLContext context(Path store, Path trusted) {
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(KeyStore.getInstance(trusted.toFile(), PASSWORD.toCharArray()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static void keytool(Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        if (command.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }
}
