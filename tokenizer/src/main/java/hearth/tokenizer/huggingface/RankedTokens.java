package hearth.tokenizer.huggingface;

import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A vocabulary as tiktoken stores it: a line for each token with its bytes in base64 and its rank, which is its id and says how
 * early merging makes it.
 *
 * @param file the name for messages
 * @param tokens the bytes of each token by rank, a character of Latin-1 for each byte; no two are equal, each byte has one
 * @param ranks the rank of each token
 */
record RankedTokens(String file, List<String> tokens, Map<String, Integer> ranks) {
    private static final long MAX_FILE_BYTES = 16L << 20; // the largest known has 4 MiB
    private static final int MAX_TOKEN_BYTES = 1024;
    private static final int MAX_RANK_DIGITS = 9;

    /** @throws InvalidVocabularyException naming file and line if a line is malformed, or a rank or a byte is missing */
    static RankedTokens read(Path path) throws IOException {
        String file = String.valueOf(path.getFileName());
        long size = Files.size(path);
        if (size > MAX_FILE_BYTES) {
            throw new InvalidVocabularyException(file + " has " + size + " bytes, more than " + MAX_FILE_BYTES);
        }
        List<String> tokens = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        add(line.strip(), tokens, ranks);
                    } catch (InvalidVocabularyException e) {
                        throw new InvalidVocabularyException(file + ", line " + number + ": " + e.getMessage());
                    }
                }
            }
        }
        int missing = tokens.indexOf(null);
        if (missing >= 0) {
            throw new InvalidVocabularyException(file + ": no token has the rank " + missing + ", but one has " + (tokens.size() - 1));
        }
        for (char each = 0; each <= 0xFF; each++) {
            if (!ranks.containsKey(String.valueOf(each))) {
                throw new InvalidVocabularyException(file + ": the byte " + (int) each + " has no token");
            }
        }
        return new RankedTokens(file, tokens, ranks);
    }

    private static void add(String line, List<String> tokens, Map<String, Integer> ranks) {
        int space = line.indexOf(' ');
        String digits = space < 0 ? "" : line.substring(space + 1).strip();
        if (digits.isEmpty() || digits.length() > MAX_RANK_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidVocabularyException("is not a token in base64, a space and a rank");
        }
        int rank = Integer.parseInt(digits);
        if (rank >= Vocabulary.MAX_TOKENS) {
            throw new InvalidVocabularyException(
                    "the rank " + rank + " is beyond the most tokens there may be, " + Vocabulary.MAX_TOKENS);
        }
        String token = bytes(line.substring(0, space));
        while (tokens.size() <= rank) {
            tokens.add(null);
        }
        if (tokens.set(rank, token) != null) {
            throw new InvalidVocabularyException("another token has the rank " + rank + " too");
        }
        Integer other = ranks.put(token, rank);
        if (other != null) {
            throw new InvalidVocabularyException("the token has the rank " + other + " already");
        }
    }

    private static String bytes(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidVocabularyException("the token is not base64: " + e.getMessage());
        }
        if (bytes.length == 0 || bytes.length > MAX_TOKEN_BYTES) {
            throw new InvalidVocabularyException(
                    "the token has " + bytes.length + " bytes, but must have from 1 to " + MAX_TOKEN_BYTES);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
