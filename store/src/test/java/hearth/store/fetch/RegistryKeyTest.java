package hearth.store.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.StoreException;
import hearth.store.pull.TestKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryKeyTest {
    private static final String ADDRESS = "https://ollama.com/token?nonce=abc&scope=repository%3Ame%2Fx%3Apull&service=ollama.com&ts=1";

    @TempDir
    private Path folder;

    @Test
    void whatIsSignedHoldsForOneAddress() throws Exception {
        TestKey key = TestKey.create();
        RegistryKey read = RegistryKey.read(key.write(folder.resolve("id_ed25519")));
        String authorization = read.authorization("GET", URI.create(ADDRESS));
        assertThat(key.signed("GET", ADDRESS, authorization)).isTrue();
        assertThat(key.signed("GET", ADDRESS.replace("ollama.com/", "other.example/"), authorization)).isFalse();
        assertThat(TestKey.create().signed("GET", ADDRESS, authorization)).isFalse();
    }

    /** Signatures of Ed25519 are the same each time: the value was computed by OpenSSL from the same seed, the bytes 0 to 31. */
    @Test
    void theSignatureIsTheOneOfOtherPrograms() throws Exception {
        RegistryKey key = RegistryKey.read(Files.writeString(folder.resolve("id_ed25519"), GoldenKey.FILE));
        assertThat(key.authorization("GET", URI.create(ADDRESS))).isEqualTo(GoldenKey.AUTHORIZATION);
    }

    @Test
    void wrongFilesAreTypedErrors() throws Exception {
        TestKey key = TestKey.create();
        Path file = folder.resolve("id_ed25519");
        assertThatThrownBy(() -> RegistryKey.read(file)).isInstanceOf(StoreException.class).hasMessage("the key id_ed25519 can't be read");
        key.write(file, "aes256-ctr", "ssh-ed25519");
        assertThatThrownBy(() -> RegistryKey.read(file)).hasMessageContaining("locked with a passphrase");
        key.write(file, "none", "ssh-rsa");
        assertThatThrownBy(() -> RegistryKey.read(file)).hasMessageContaining("no Ed25519 key");
        String good = Files.readString(key.write(file));
        for (int cut : new int[] {60, 100, 200, 300}) {
            Files.writeString(file, good.substring(0, cut) + "\n-----END OPENSSH PRIVATE KEY-----\n");
            assertThatThrownBy(() -> RegistryKey.read(file)).as("cut at %d", cut).isInstanceOf(StoreException.class);
        }
        byte[] bytes = Base64.getMimeDecoder().decode(good.replaceAll("-----.*-----", ""));
        for (int i = 0; i < 225; i += 3) { // the comment and the padding are not looked at
            byte[] wrong = bytes.clone();
            wrong[i] ^= (byte) 0x80;
            Files.writeString(file, "-----BEGIN OPENSSH PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(wrong)
                    + "\n-----END OPENSSH PRIVATE KEY-----");
            // A changed seed still is one, of another key.
            if (i < 161 || i >= 193) {
                assertThatThrownBy(() -> RegistryKey.read(file)).as("byte %d", i).isInstanceOf(StoreException.class);
            }
        }
        Files.write(file, new byte[20_000]);
        assertThatThrownBy(() -> RegistryKey.read(file)).hasMessageContaining("no private key of OpenSSH");
    }
}
