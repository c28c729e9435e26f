package hearth.store.fetch;

import hearth.store.Digest;
import hearth.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The Ed25519 key by which Ollama's registry knows a user, from a file of OpenSSH ({@code openssh-key-v1}, as {@code ssh-keygen} and
 * Ollama write it). It is only signed with; it never leaves this class.
 */
final class RegistryKey {
    private static final int MAX_FILE_BYTES = 16 << 10;
    private static final String KIND = "ssh-ed25519";
    private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final String END = "-----END OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SEED_BYTES = 32;
    /** SHA-256 of nothing: the requests that are signed have no body. */
    private static final String EMPTY_BODY =
            Base64.getEncoder().encodeToString(Digest.of(new byte[0]).hex().getBytes(StandardCharsets.US_ASCII));

    private final byte[] publicBlob; // the name of the kind and the 32 bytes of the key, each with its length
    private final PrivateKey privateKey;

    private RegistryKey(byte[] publicBlob, PrivateKey privateKey) {
        this.publicBlob = publicBlob;
        this.privateKey = privateKey;
    }

    /** @throws StoreException if the file is not such a key, or locked with a passphrase; it names the file, not what is in it */
    static RegistryKey read(Path file) {
        String name = "the key " + file.getFileName();
        try {
            return parse(content(file, name), name);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StoreException(name + " is damaged");
        } catch (IOException e) {
            throw new StoreException(name + " can't be read", e);
        } catch (GeneralSecurityException e) {
            throw new StoreException(name + " can't be used for signing", e);
        }
    }

    private static ByteBuffer content(Path file, String name) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (bytes.length > MAX_FILE_BYTES || !text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new StoreException(name + " is no private key of OpenSSH");
        }
        String body = text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("\\s", "");
        return ByteBuffer.wrap(Base64.getDecoder().decode(body));
    }

    /** Layout: magic, cipher, key derivation and its options, count of keys, public key, private section. */
    private static RegistryKey parse(ByteBuffer in, String name) throws GeneralSecurityException {
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new StoreException(name + " is no private key of OpenSSH");
        }
        String cipher = text(in);
        String derivation = text(in);
        chunk(in);
        if (!cipher.equals("none") || !derivation.equals("none")) {
            throw new StoreException(name + " is locked with a passphrase, which is not supported");
        }
        if (in.getInt() != 1) {
            throw new StoreException(name + " holds several keys");
        }
        byte[] publicBlob = chunk(in);
        ByteBuffer secret = ByteBuffer.wrap(chunk(in));
        if (secret.getInt() != secret.getInt()) {
            throw new StoreException(name + " is damaged");
        }
        if (!text(secret).equals(KIND)) {
            throw new StoreException(name + " is no Ed25519 key");
        }
        byte[] publicKey = chunk(secret);
        byte[] both = chunk(secret); // the seed, and the public key again
        ByteBuffer expected = ByteBuffer.allocate(8 + KIND.length() + SEED_BYTES);
        expected.putInt(KIND.length()).put(KIND.getBytes(StandardCharsets.US_ASCII)).putInt(SEED_BYTES);
        if (publicKey.length != SEED_BYTES || both.length != 2 * SEED_BYTES
                || !Arrays.equals(both, SEED_BYTES, 2 * SEED_BYTES, publicKey, 0, SEED_BYTES)
                || !Arrays.equals(expected.put(publicKey).array(), publicBlob)) {
            throw new StoreException(name + " is damaged");
        }
        byte[] seed = Arrays.copyOf(both, SEED_BYTES);
        PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        return new RegistryKey(publicBlob, key);
    }

    private static String text(ByteBuffer in) {
        return new String(chunk(in), StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunk(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /**
     * The {@code Authorization} of a request without body, as Ollama's registry takes it: the public key and a signature of method,
     * address and hash of the body. The address is part of what is signed, so it is of no use at another host.
     */
    String authorization(String method, URI uri) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update((method + "," + uri + "," + EMPTY_BODY).getBytes(StandardCharsets.UTF_8));
            Base64.Encoder base64 = Base64.getEncoder();
            return base64.encodeToString(publicBlob) + ":" + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new StoreException("the registry's key can't be used for signing", e);
        }
    }
}
