package hearth.tokenizer;

import java.util.Objects;
import java.util.Optional;

/**
 * Switches stored next to a vocabulary; an empty one takes the default of the tokenizer's family.
 *
 * @param addBos whether prompts start with the begin token
 * @param addEos whether prompts end with the end token
 * @param addSpacePrefix whether a space is put before text that follows a special token or starts the prompt
 * @param stripAfterSpecial true for the Phi-3 family: white space right after a special token is dropped
 * @param stripBeforeMask true where white space right before the mask token is dropped: ModernBERT and some Jina and Nomic models
 */
public record TokenizerFlags(
        Optional<Boolean> addBos,
        Optional<Boolean> addEos,
        Optional<Boolean> addSpacePrefix,
        boolean stripAfterSpecial,
        boolean stripBeforeMask) {
    /** Everything by default. */
    public static final TokenizerFlags DEFAULT =
            new TokenizerFlags(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    public TokenizerFlags {
        Objects.requireNonNull(addBos, "addBos");
        Objects.requireNonNull(addEos, "addEos");
        Objects.requireNonNull(addSpacePrefix, "addSpacePrefix");
    }
}
