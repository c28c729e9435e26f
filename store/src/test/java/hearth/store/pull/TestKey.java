package hearth.store.pull;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;

/** A key of a user, in OpenSSH's form, and the registry's side of it: the check of what was signed. */
public final class TestKey {
    private static final String KIND = "ssh-ed25519";

    private final KeyPair pair;
    private final byte[] publicKey; // 32 bytes, as RFC 8032 has them

    private TestKey(KeyPair pair) {
        this.pair = pair;
        byte[] encoded = pair.getPublic().getEncoded(); // X.509: the key is its end
        publicKey = java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    public static TestKey create() throws GeneralSecurityException {
        return new TestKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    /** Writes the private key without a passphrase. */
    public Path write(Path file) throws IOException {
        return write(file, "none", KIND);
    }

    /** Writes it with a name of a cipher and of a kind, whatever they are. */
    public Path write(Path file, String cipher, String kind) throws IOException {
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(seed);
        both.writeBytes(publicKey);
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(secret);
        out.writeInt(77);
        out.writeInt(77);
        chunk(out, kind.getBytes(StandardCharsets.US_ASCII));
        chunk(out, publicKey);
        chunk(out, both.toByteArray());
        chunk(out, "me@home".getBytes(StandardCharsets.US_ASCII));
        for (int i = 1; secret.size() % 8 != 0; i++) {
            out.write(i);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        out = new DataOutputStream(whole);
        out.write("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        chunk(out, cipher.getBytes(StandardCharsets.US_ASCII));
        chunk(out, "none".getBytes(StandardCharsets.US_ASCII));
        chunk(out, new byte[0]);
        out.writeInt(1);
        chunk(out, publicBlob());
        chunk(out, secret.toByteArray());
        String base64 = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(whole.toByteArray());
        return Files.writeString(file, "-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64 + "\n-----END OPENSSH PRIVATE KEY-----\n");
    }

    /** Whether this header is what the owner of the key sends with a request without body. */
    public boolean signed(String method, String address, String authorization) {
        String[] parts = authorization.split(":");
        if (parts.length != 2 || !parts[0].equals(Base64.getEncoder().encodeToString(publicBlob()))) {
            return false;
        }
        try {
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest());
            String text = method + "," + address + "," + Base64.getEncoder().encodeToString(hash.getBytes(StandardCharsets.US_ASCII));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(pair.getPublic());
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder().decode(parts[1]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] publicBlob() {
        try {
            ByteArrayOutputStream blob = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(blob);
            chunk(out, KIND.getBytes(StandardCharsets.US_ASCII));
            chunk(out, publicKey);
            return blob.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void chunk(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
