package hearth.studio.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void whatAProgramIsGivenIsHidden() {
        McpTarget target = new McpTarget.Program("npx", List.of("-y", "server", "--api-key", "abc-123-def", "--token=ghi-456-jkl", "--header", "Authorization: Bearer mno-789-pqr",
                "postgres://me:pass-word@host/db", "/home/me/notes"), Map.of("KEY", "stu-012-vwx", "PORT", "8080"), Path.of("."));
        Secrets secrets = Secrets.of(target);
        assertThat(secrets.hide("a abc-123-def ghi-456-jkl mno-789-pqr postgres://me:pass-word@host/db stu-012-vwx z")).isEqualTo("a ••• ••• ••• ••• ••• z");
        assertThat(secrets.hide("-y server 8080 /home/me/notes")).isEqualTo("-y server 8080 /home/me/notes");
        assertThat(target.shown() + target).doesNotContain("abc", "stu");
    }

    @Test
    void whatAnAddressIsGivenIsHidden() {
        McpTarget target = new McpTarget.Address(URI.create("https://a.example:8/s/0123456789abcdef/mcp?key=query-secret"), Map.of("Authorization", "Bearer abc-123-def", "X-Other", "long-secret-long"));
        assertThat(target.shown()).isEqualTo("https://a.example:8/…");
        assertThat(Secrets.of(target).hide("Bearer abc-123-def, abc-123-def, 0123456789abcdef, key=query-secret, long-secret-long")).isEqualTo("•••, •••, •••, •••, •••");
        assertThat(new McpTarget.Address(URI.create("http://localhost:3000/mcp"), Map.of()).shown()).isEqualTo("http://localhost:3000/mcp");
    }

    @Test
    void theBeginningOfASecretAtTheEndOfACutLineIsHidden() {
        Secrets secrets = Secrets.of(new McpTarget.Program("npx", List.of(), Map.of("KEY", "stu-012-vwx"), Path.of(".")));
        assertThat(secrets.hide("the key is stu-012-v…")).isEqualTo("the key is •••…");
        assertThat(secrets.hide("the key is stu-01")).isEqualTo("the key is •••");
        assertThat(secrets.hide("the key is stu")).isEqualTo("the key is stu");
    }
}
