package hearth.tokenizer.huggingface;

import hearth.tokenizer.Normalization;
import hearth.tokenizer.SpecialToken;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The model {@code Unigram} of {@code tokenizer.json}. */
final class UnigramJson {
    private UnigramJson() {}

    static VocabularyBuilder read(JsonValue json, JsonValue model) {
        if (model.flag("byte_fallback", false)) {
            throw model.unsupported("a Unigram with byte_fallback is not supported");
        }
        VocabularyBuilder vocabulary = new VocabularyBuilder("tokenizer.json");
        vocabulary.model = "t5";
        int unknown = model.find("unk_id").map(JsonValue::wholeNumber).orElse(-1);
        List<JsonValue> tokens = model.required("vocab").list();
        for (int id = 0; id < tokens.size(); id++) {
            List<JsonValue> pair = tokens.get(id).list();
            if (pair.size() != 2) {
                throw tokens.get(id).wrong("a text and a score");
            }
            String text = pair.get(0).text();
            int type = id == unknown ? VocabularyBuilder.UNKNOWN : VocabularyBuilder.NORMAL;
            vocabulary.token(id, text, text, type, pair.get(1).number());
        }
        if (unknown >= 0) {
            vocabulary.special(SpecialToken.UNKNOWN, unknown);
        }
        normalize(json, vocabulary);
        return vocabulary;
    }

    private static void normalize(JsonValue json, VocabularyBuilder vocabulary) {
        byte[] characterMap = new byte[0];
        boolean removesSpaces = false;
        boolean strips = false;
        boolean cutsWords = false;
        List<String> first = new ArrayList<>();
        for (JsonValue step : json.find("normalizer").map(normal -> normal.steps("normalizers")).orElse(List.of())) {
            boolean begins = characterMap.length == 0 && !removesSpaces && !strips;
            switch (step.type()) {
                case "Precompiled" -> characterMap = base64(step.required("precompiled_charsmap"));
                case "Strip" -> strips = true; // together with the next: SentencePiece's removal of extra spaces
                case "Replace" -> {
                    String pattern = step.required("pattern").text("Regex", "");
                    String text = step.required("pattern").text("String", "");
                    if (begins && !text.isEmpty()) {
                        first.addAll(List.of("replace", text, step.required("content").text()));
                    } else if (pattern.equals(" {2,}")) {
                        removesSpaces = true;
                    } else {
                        throw step.unsupported("only the replacement of runs of spaces, and of plain texts before all else, is known here");
                    }
                }
                case "NFC", "NFD", "NFKC", "NFKD" -> first.add(named(step, step.type().toLowerCase(Locale.ROOT), begins));
                case "Lowercase" -> first.add(named(step, "lowercase", begins));
                case "StripAccents" -> first.add(named(step, "strip_accents", begins));
                default -> throw step.unsupported("the normalizer " + step.type() + " is not supported with Unigram");
            }
        }
        for (JsonValue step : json.required("pre_tokenizer").steps("pretokenizers")) {
            switch (step.type()) {
                case "WhitespaceSplit" -> {
                    removesSpaces = true;
                    strips = true;
                    cutsWords = true;
                }
                case "Metaspace" -> {
                    vocabulary.addSpacePrefix = SpaceMarks.prepends(step);
                    cutsWords |= step.flag("split", true);
                }
                default -> throw step.unsupported("the pre-tokenizer " + step.type() + " is not supported with Unigram");
            }
        }
        Normalization read = new Normalization(Optional.empty(), Optional.empty(), Optional.of(removesSpaces), characterMap);
        if (!cutsWords) {
            throw json.required("pre_tokenizer").unsupported("a Unigram whose tokens may reach over spaces is not supported");
        }
        vocabulary.normalization = (removesSpaces && !strips ? read.withLastSpace() : read).withClusters().withSteps(first);
    }

    private static String named(JsonValue step, String name, boolean begins) {
        if (!begins) {
            throw step.unsupported("the normalizer " + step.type() + " is only known before the character map and the removal of spaces");
        }
        return name;
    }

    private static byte[] base64(JsonValue text) {
        try {
            return Base64.getDecoder().decode(text.text());
        } catch (IllegalArgumentException e) {
            throw text.wrong("base64: " + e.getMessage());
        }
    }
}
