package hearth.tokenizer.huggingface;

import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.Normalization;
import hearth.tokenizer.SpecialToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * SentencePiece's own file, a protocol buffer message ({@code sentencepiece_model.proto}): pieces are field 1, the trainer's
 * settings field 2, those of the normalizer field 3.
 */
final class SentencePieceFile {
    private static final long MAX_FILE_BYTES = 256L << 20;
    private static final int UNIGRAM = 1;
    private static final int BPE = 2;

    private final String name;
    private final VocabularyBuilder vocabulary;
    private int kind = UNIGRAM; // the format's default
    private boolean spacesBehind;
    private boolean addsSpace = true;
    private boolean removesSpaces = true;
    private byte[] characterMap = new byte[0];

    private SentencePieceFile(String name) {
        this.name = name;
        vocabulary = new VocabularyBuilder(name);
    }

    /** Whether this is such a file; some models have another one under the same name. */
    static boolean isOne(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.read() == 0x0A; // field 1, a message: no text file begins so
        }
    }

    /** @throws InvalidVocabularyException if it is malformed or of a kind that model files don't have */
    static VocabularyBuilder read(Path path) throws IOException {
        SentencePieceFile file = new SentencePieceFile(String.valueOf(path.getFileName()));
        if (Files.size(path) > MAX_FILE_BYTES) {
            throw new InvalidVocabularyException(file.name + " has more than " + MAX_FILE_BYTES + " bytes");
        }
        ProtobufReader reader = new ProtobufReader(file.name, ByteBuffer.wrap(Files.readAllBytes(path)));
        int id = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> file.piece(reader.message(), id++);
                case 2 -> file.trainer(reader.message());
                case 3 -> file.normalizer(reader.message());
                default -> reader.skip();
            }
        }
        return file.finish();
    }

    private void piece(ProtobufReader reader, int id) {
        String text = "";
        float score = 0;
        long type = VocabularyBuilder.NORMAL;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> text = reader.text();
                case 2 -> score = reader.real();
                case 3 -> type = reader.whole();
                default -> reader.skip();
            }
        }
        if (type < VocabularyBuilder.NORMAL || type > VocabularyBuilder.BYTE) {
            throw new InvalidVocabularyException(name + ": piece " + id + " has the unknown type " + type);
        }
        vocabulary.token(id, text, text, (int) type, score);
        if (type == VocabularyBuilder.UNKNOWN) {
            vocabulary.special(SpecialToken.UNKNOWN, id);
        }
    }

    private void trainer(ProtobufReader reader) {
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 3 -> kind = (int) reader.whole();
                case 24 -> spacesBehind = reader.flag();
                case 41 -> special(SpecialToken.BOS, reader.whole());
                case 42 -> special(SpecialToken.EOS, reader.whole());
                case 43 -> special(SpecialToken.PADDING, reader.whole());
                default -> reader.skip();
            }
        }
    }

    /** Pieces come before the settings in every file, so the ids are known; -1 means none. */
    private void special(SpecialToken token, long id) {
        if (id >= 0 && id < vocabulary.size()) {
            vocabulary.special(token, (int) id);
        }
    }

    private void normalizer(ProtobufReader reader) {
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 2 -> characterMap = reader.bytes();
                case 3 -> addsSpace = reader.flag();
                case 4 -> removesSpaces = reader.flag();
                default -> reader.skip();
            }
        }
    }

    private VocabularyBuilder finish() {
        if (vocabulary.size() == 0) {
            throw new InvalidVocabularyException(name + " is no valid SentencePiece model: it has no pieces");
        }
        if (spacesBehind) {
            throw new InvalidVocabularyException(name + ": treat_whitespace_as_suffix is not supported");
        }
        vocabulary.addSpacePrefix = addsSpace;
        vocabulary.preTokenizer = Optional.of("default");
        switch (kind) {
            case BPE -> {
                vocabulary.model = "llama";
                if (characterMap.length > 0 || removesSpaces) {
                    vocabulary.notes.add("Characters are not normalized and extra spaces not removed before a text is cut:"
                            + " a model file of this kind can't say that they should be.");
                }
            }
            case UNIGRAM -> {
                vocabulary.model = "t5";
                boolean bytes = IntStream.range(0, vocabulary.size())
                        .anyMatch(id -> vocabulary.type(id) == VocabularyBuilder.BYTE);
                if (bytes) {
                    throw new InvalidVocabularyException(name + ": a Unigram model with byte tokens is not supported");
                }
                vocabulary.normalization =
                        new Normalization(Optional.empty(), Optional.empty(), Optional.of(removesSpaces), characterMap);
            }
            default -> throw new InvalidVocabularyException(
                    name + ": the model type " + kind + " is not supported; known are 1 (Unigram) and 2 (BPE)");
        }
        return vocabulary;
    }
}
