package hearth.engine.model;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TextArray;
import hearth.tokenizer.ExactWords;
import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.Normalization;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.Tokenizer;
import hearth.tokenizer.TokenizerFlags;
import hearth.tokenizer.Vocabulary;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes the tokenizer that a file's metadata describes. */
public final class VocabularyReader {
    private static final Set<String> WITHOUT_VOCABULARY = Set.of("no_vocab", "none");
    // by pre-tokenizer or by architecture; the files don't store it
    private static final Set<String> STRIP_BEFORE_MASK =
            Set.of("jina-v2-de", "jina-v2-es", "jina-v2-code", "modern-bert", "nomic-bert-moe", "jina-bert-v3");
    private static final int EXPECTED_TOKEN_BYTES = 8;

    private static final Map<SpecialToken, String> ID_KEYS = Map.ofEntries(
            Map.entry(SpecialToken.BOS, MetadataKeys.Tokenizer.BEGIN_ID),
            Map.entry(SpecialToken.EOS, MetadataKeys.Tokenizer.END_ID),
            Map.entry(SpecialToken.EOT, MetadataKeys.Tokenizer.END_OF_TURN_ID),
            Map.entry(SpecialToken.EOM, MetadataKeys.Tokenizer.END_OF_MESSAGE_ID),
            Map.entry(SpecialToken.UNKNOWN, MetadataKeys.Tokenizer.UNKNOWN_ID),
            Map.entry(SpecialToken.SEPARATOR, MetadataKeys.Tokenizer.SEPARATOR_ID),
            Map.entry(SpecialToken.PADDING, MetadataKeys.Tokenizer.PADDING_ID),
            Map.entry(SpecialToken.MASK, MetadataKeys.Tokenizer.MASK_ID),
            Map.entry(SpecialToken.CLASSIFIER, MetadataKeys.Tokenizer.CLASSIFIER_ID),
            Map.entry(SpecialToken.FIM_PREFIX, MetadataKeys.Tokenizer.INFILL_PREFIX_ID),
            Map.entry(SpecialToken.FIM_SUFFIX, MetadataKeys.Tokenizer.INFILL_SUFFIX_ID),
            Map.entry(SpecialToken.FIM_MIDDLE, MetadataKeys.Tokenizer.INFILL_MIDDLE_ID),
            Map.entry(SpecialToken.FIM_PADDING, MetadataKeys.Tokenizer.INFILL_PADDING_ID),
            Map.entry(SpecialToken.FIM_REPOSITORY, MetadataKeys.Tokenizer.INFILL_REPOSITORY_ID),
            Map.entry(SpecialToken.FIM_SEPARATOR, MetadataKeys.Tokenizer.INFILL_SEPARATOR_ID));

    private VocabularyReader() {}

    /** @throws InvalidModelException if keys are missing or wrong, or the tokenizer is of an unknown kind */
    public static Tokenizer read(GgufMetadata metadata) {
        String model = metadata.requiredString(MetadataKeys.Tokenizer.MODEL);
        TextTable tokens = WITHOUT_VOCABULARY.contains(model)
                ? nothing(metadata.ofArchitecture().requiredInt(MetadataKeys.Model.VOCABULARY_SIZE))
                : table(metadata.requiredStrings(MetadataKeys.Tokenizer.TOKENS));
        try {
            return Tokenizer.create(new Vocabulary(
                    model,
                    metadata.optionalString(MetadataKeys.Tokenizer.PRE_TOKENIZER),
                    tokens,
                    metadata.optionalFloats(MetadataKeys.Tokenizer.SCORES).orElseGet(() -> new float[0]),
                    metadata.optionalInts(MetadataKeys.Tokenizer.TOKEN_TYPES).orElseGet(() -> new int[0]),
                    metadata.optionalStrings(MetadataKeys.Tokenizer.MERGES)
                            .map(VocabularyReader::table)
                            .orElse(TextTable.EMPTY),
                    specialIds(metadata, tokens.size()),
                    flags(metadata),
                    normalization(metadata)));
        } catch (InvalidVocabularyException e) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, metadata.fileName(), e.getMessage());
        }
    }

    private static TokenizerFlags flags(GgufMetadata metadata) {
        String name = metadata.optionalString(MetadataKeys.General.NAME).orElse("").toLowerCase(Locale.ROOT);
        String preTokenizer = metadata.optionalString(MetadataKeys.Tokenizer.PRE_TOKENIZER).orElse("");
        return new TokenizerFlags(
                metadata.optionalBoolean(MetadataKeys.Tokenizer.ADD_BEGIN),
                metadata.optionalBoolean(MetadataKeys.Tokenizer.ADD_END),
                metadata.optionalBoolean(MetadataKeys.Tokenizer.ADD_SPACE_PREFIX),
                name.contains("phi-3") || name.contains("phi3"),
                STRIP_BEFORE_MASK.contains(preTokenizer) || STRIP_BEFORE_MASK.contains(metadata.architecture()));
    }

    private static Normalization normalization(GgufMetadata metadata) {
        Normalization plain = new Normalization(
                metadata.optionalBoolean(MetadataKeys.Tokenizer.LOWER_CASE),
                metadata.optionalBoolean(MetadataKeys.Tokenizer.STRIP_ACCENTS),
                metadata.optionalBoolean(MetadataKeys.Tokenizer.REMOVE_EXTRA_WHITESPACE),
                characterMap(metadata));
        boolean keepsLastSpace = metadata.optionalBoolean(MetadataKeys.Tokenizer.KEEP_LAST_SPACE).orElse(false);
        Normalization stored = (keepsLastSpace ? plain.withLastSpace() : plain)
                .withSteps(metadata.optionalStrings(MetadataKeys.Tokenizer.NORMALIZER_STEPS).orElse(List.of()));
        return switch (metadata.optionalString(MetadataKeys.Tokenizer.EXACT_NORMALIZER).orElse("")) {
            case "" -> stored;
            case MetadataKeys.Tokenizer.NFC_NORMALIZER -> stored.withComposition();
            case MetadataKeys.Tokenizer.CLUSTER_NORMALIZER -> stored.withClusters();
            case MetadataKeys.Tokenizer.BERT_NORMALIZER -> stored.withExactWords(new ExactWords(
                    metadata.optionalBoolean(MetadataKeys.Tokenizer.CLEAN_TEXT).orElse(true),
                    metadata.optionalBoolean(MetadataKeys.Tokenizer.CHINESE_WORDS).orElse(true),
                    metadata.optionalInt(MetadataKeys.Tokenizer.LONGEST_WORD, ExactWords.USUAL_LONGEST)));
            default -> throw InvalidModelException.atKey(Kind.UNSUPPORTED, metadata.fileName(), MetadataKeys.Tokenizer.EXACT_NORMALIZER,
                    "is none of the known: " + String.join(", ", MetadataKeys.Tokenizer.BERT_NORMALIZER,
                            MetadataKeys.Tokenizer.CLUSTER_NORMALIZER, MetadataKeys.Tokenizer.NFC_NORMALIZER));
        };
    }

    private static byte[] characterMap(GgufMetadata metadata) {
        int[] values = metadata.optionalInts(MetadataKeys.Tokenizer.PRECOMPILED_CHARACTER_MAP).orElseGet(() -> new int[0]);
        byte[] map = new byte[values.length];
        for (int i = 0; i < map.length; i++) {
            map[i] = (byte) values[i]; // files have them signed or unsigned
        }
        return map;
    }

    private static TextTable nothing(int tokenCount) {
        TextTable.Builder builder = TextTable.builder(0, 0);
        for (int id = 0; id < Math.min(tokenCount, Vocabulary.MAX_TOKENS + 1); id++) {
            builder.add("");
        }
        return builder.build();
    }

    // Files are met that name ids outside their vocabulary (often -1 for "none"); such a role counts as not named.
    private static Map<SpecialToken, Integer> specialIds(GgufMetadata metadata, int tokenCount) {
        Map<SpecialToken, Integer> ids = new EnumMap<>(SpecialToken.class);
        ID_KEYS.forEach((token, key) -> {
            long id = metadata.optionalLong(key, -1);
            if (id >= 0 && id < tokenCount) {
                ids.put(token, (int) id);
            }
        });
        return ids;
    }

    private static TextTable table(List<String> texts) {
        TextTable.Builder builder = TextTable.builder(texts.size(), EXPECTED_TOKEN_BYTES * texts.size());
        if (texts instanceof TextArray array) {
            for (int i = 0; i < array.size(); i++) {
                byte[] bytes = array.bytes(i);
                builder.add(bytes, 0, bytes.length);
            }
        } else {
            texts.forEach(builder::add);
        }
        return builder.build();
    }
}
