package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.MetadataKeys.Tokenizer;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TextArray;
import hearth.tokenizer.ExactWords;
import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.Normalization;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.TokenizerFlags;
import hearth.tokenizer.Vocabulary;
import hearth.tokenizer.huggingface.HuggingFaceTokenizer;
import hearth.tokenizer.huggingface.TokenizerFiles;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a vocabulary and the chat templates under the keys of GGUF. */
final class VocabularyKeys {
    /** How the keys of special tokens begin; {@link SpecialToken#metadataKey} is the rest. */
    private static final String PREFIX = Tokenizer.MODEL.substring(0, Tokenizer.MODEL.lastIndexOf('.') + 1);

    private VocabularyKeys() {}

    /**
     * Reads the tokenizer of a folder.
     *
     * @param rows of the embedding
     * @throws InvalidModelException if it is missing or malformed, or has more tokens than the embedding has rows
     */
    static TokenizerFiles read(HuggingFaceFolder folder, int rows) {
        try {
            TokenizerFiles files = HuggingFaceTokenizer.read(folder.path(), rows);
            if (files.vocabulary().size() != rows) {
                throw InvalidModelException.inFile(Kind.MALFORMED, folder.name(), "the tokenizer has "
                        + files.vocabulary().size() + " tokens, but the token embedding has " + rows + " rows");
            }
            return files;
        } catch (InvalidVocabularyException e) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, folder.name(), e.getMessage());
        } catch (IOException e) {
            throw InvalidModelException.unreadable(folder.name(), "a tokenizer file cannot be read: " + e.getMessage(), e);
        }
    }

    static void describe(TokenizerFiles files, Map<String, MetadataValue> metadata) {
        Vocabulary vocabulary = files.vocabulary();
        metadata.put(Tokenizer.MODEL, new MetadataValue.Text(vocabulary.model()));
        metadata.put(Tokenizer.PRE_TOKENIZER, new MetadataValue.Text(vocabulary.preTokenizer().orElse("default")));
        metadata.put(Tokenizer.TOKENS, texts(vocabulary.tokens()));
        if (vocabulary.scores().length > 0) {
            metadata.put(Tokenizer.SCORES, NumberArray.of(Arrays.copyOf(vocabulary.scores(), vocabulary.size())));
        }
        if (vocabulary.types().length > 0) {
            metadata.put(Tokenizer.TOKEN_TYPES, NumberArray.of(Arrays.copyOf(vocabulary.types(), vocabulary.size())));
        }
        if (vocabulary.merges().size() > 0) {
            metadata.put(Tokenizer.MERGES, texts(vocabulary.merges()));
        }
        new TreeMap<>(vocabulary.specialIds()).forEach((token, id) -> metadata.put(
                PREFIX + token.metadataKey(), new MetadataValue.Whole(MetadataType.UINT32, id)));
        TokenizerFlags flags = vocabulary.flags();
        flag(Tokenizer.ADD_BEGIN, flags.addBos(), metadata);
        flag(Tokenizer.ADD_END, flags.addEos(), metadata);
        flag(Tokenizer.ADD_SPACE_PREFIX, flags.addSpacePrefix(), metadata);
        normalization(vocabulary.normalization(), metadata);
        templates(files, metadata);
    }

    private static void normalization(Normalization normalization, Map<String, MetadataValue> metadata) {
        flag(Tokenizer.LOWER_CASE, normalization.lowerCase(), metadata);
        flag(Tokenizer.STRIP_ACCENTS, normalization.stripAccents(), metadata);
        flag(Tokenizer.REMOVE_EXTRA_WHITESPACE, normalization.removeExtraSpaces(), metadata);
        normalization.exactWords().ifPresent(words -> exactWords(words, metadata));
        if (normalization.keepsLastSpace()) {
            metadata.put(Tokenizer.KEEP_LAST_SPACE, new MetadataValue.Flag(true));
        }
        if (normalization.composes()) {
            metadata.put(Tokenizer.EXACT_NORMALIZER, new MetadataValue.Text(Tokenizer.NFC_NORMALIZER));
        }
        if (normalization.byClusters()) {
            metadata.put(Tokenizer.EXACT_NORMALIZER, new MetadataValue.Text(Tokenizer.CLUSTER_NORMALIZER));
        }
        if (!normalization.steps().isEmpty()) {
            metadata.put(Tokenizer.NORMALIZER_STEPS, TextArray.of(normalization.steps()));
        }
        if (normalization.characterMap().length > 0) {
            metadata.put(Tokenizer.PRECOMPILED_CHARACTER_MAP,
                    NumberArray.ofBytes(MetadataType.UINT8, normalization.characterMap()));
        }
    }

    private static void exactWords(ExactWords words, Map<String, MetadataValue> metadata) {
        metadata.put(Tokenizer.EXACT_NORMALIZER, new MetadataValue.Text(Tokenizer.BERT_NORMALIZER));
        if (!words.cleanText()) {
            metadata.put(Tokenizer.CLEAN_TEXT, new MetadataValue.Flag(false));
        }
        if (!words.chineseWords()) {
            metadata.put(Tokenizer.CHINESE_WORDS, new MetadataValue.Flag(false));
        }
        if (words.longestWord() != ExactWords.USUAL_LONGEST) {
            metadata.put(Tokenizer.LONGEST_WORD, new MetadataValue.Whole(MetadataType.UINT32, words.longestWord()));
        }
    }

    private static void templates(TokenizerFiles files, Map<String, MetadataValue> metadata) {
        files.chatTemplate().ifPresent(text -> metadata.put(Tokenizer.CHAT_TEMPLATE, new MetadataValue.Text(text)));
        Map<String, String> named = new TreeMap<>(files.namedChatTemplates());
        if (!named.isEmpty()) {
            metadata.put(Tokenizer.CHAT_TEMPLATE_NAMES, TextArray.of(named.keySet()));
            named.forEach((name, text) -> metadata.put(Tokenizer.chatTemplate(name), new MetadataValue.Text(text)));
        }
    }

    private static void flag(String key, Optional<Boolean> value, Map<String, MetadataValue> metadata) {
        value.ifPresent(flag -> metadata.put(key, new MetadataValue.Flag(flag)));
    }

    private static TextArray texts(TextTable table) {
        return TextArray.of(new AbstractList<>() {
            @Override
            public String get(int index) {
                return table.text(index);
            }

            @Override
            public int size() {
                return table.size();
            }
        });
    }
}
