package hearth.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/** API tokens, kept as hashes and compared in constant time. */
final class Tokens {
    private static final String BEARER = "Bearer ";

    private final List<byte[]> hashes;
    private final TokenRegister issued;

    Tokens(Collection<String> tokens, TokenRegister issued) {
        this.hashes = tokens.stream().map(Tokens::hash).toList();
        this.issued = issued;
    }

    boolean areRequired() {
        return !hashes.isEmpty() || !issued.hashes().isEmpty();
    }

    /**
     * @param authorization value of {@code Authorization}, empty if absent
     * @param apiKey value of {@code x-api-key}, empty if absent
     */
    boolean allow(String authorization, String apiKey) {
        String given = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : apiKey;
        byte[] hash = hash(given);
        boolean found = false;
        for (byte[] known : hashes) {
            found |= MessageDigest.isEqual(known, hash);
        }
        for (byte[] known : issued.hashes()) {
            found |= MessageDigest.isEqual(known, hash);
        }
        return found;
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
