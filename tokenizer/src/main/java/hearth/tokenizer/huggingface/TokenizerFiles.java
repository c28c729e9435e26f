package hearth.tokenizer.huggingface;

import hearth.tokenizer.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model folder says about its tokenizer.
 *
 * @param vocabulary ready to be used, or to be written to a model file; its flags say begin and end token explicitly
 * @param cleanSpaces whether decoding should tidy up spaces before punctuation, as far as the folder says
 * @param chatTemplate the template of conversations
 * @param namedChatTemplates further templates, by name
 * @param notes what was left out because no model file can say it, each a sentence for the user
 */
public record TokenizerFiles(
        Vocabulary vocabulary,
        Optional<Boolean> cleanSpaces,
        Optional<String> chatTemplate,
        Map<String, String> namedChatTemplates,
        List<String> notes) {
    public TokenizerFiles {
        namedChatTemplates = Map.copyOf(namedChatTemplates);
        notes = List.copyOf(notes);
    }
}
