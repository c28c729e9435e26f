package hearth.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads a certificate and its key from PEM files. */
public final class PemFiles {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA");
    private static final int MAX_BYTES = 1 << 20;

    private PemFiles() {}

    /**
     * What TLS needs.
     *
     * @param certificate file with the server's certificate, then those that vouch for it
     * @param key file with its private key in PKCS #8, not encrypted
     * @throws IOException if a file can't be read or holds something else; the message names it
     */
    public static SSLContext context(Path certificate, Path key) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key(key), new char[0], chain(certificate));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " and " + key + " can't be used together: " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text(file).getBytes(StandardCharsets.US_ASCII)))
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new IOException(file + ": no certificate in PEM form");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": not a certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            if (block.group(1).equals("PRIVATE KEY")) {
                return key(file, Base64.getMimeDecoder().decode(block.group(2)));
            }
            if (block.group(1).endsWith("PRIVATE KEY")) {
                throw new IOException(file + ": the key is in the form '" + block.group(1)
                        + "'; convert it with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
            }
        }
        throw new IOException(file + ": no private key in PEM form");
    }

    private static PrivateKey key(Path file, byte[] encoded) throws IOException {
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // Another kind, then.
                continue;
            } catch (GeneralSecurityException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
        throw new IOException(file + ": the private key is none of " + KEY_KINDS);
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": too large for a PEM file");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
