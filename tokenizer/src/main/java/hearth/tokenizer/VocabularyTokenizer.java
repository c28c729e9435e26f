package hearth.tokenizer;

import hearth.tokenizer.split.TextSteps;
import hearth.tokenizer.split.UnicodeForm;
import java.io.ByteArrayOutputStream;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The tokenizer of a vocabulary: special tokens are cut out here, the text between them goes to the family's encoder. */
final class VocabularyTokenizer implements Tokenizer {
    private static final byte[] NOTHING = {};
    private static final Set<String> KEEP_SPACE_AFTER = Set.of("<unk>", "<s>", "<|endoftext|>");
    private static final List<String> MASK_TEXTS = List.of("<mask>", "[MASK]");

    private final Vocabulary vocabulary;
    private final TokenRoles roles;
    private final SpecialTokenFinder specialTokens;
    private final FragmentEncoder encoder;
    private final PieceTable pieces;
    private final TokenizerFamily family;
    private final TextSteps steps;
    private final BitSet stripAfter;
    private final int stripBefore; // id, or -1

    private VocabularyTokenizer(Vocabulary vocabulary, TokenizerFamily family) {
        this.vocabulary = vocabulary;
        this.family = family;
        roles = family.roles();
        encoder = family.encoder();
        pieces = encoder.pieces();
        specialTokens = new SpecialTokenFinder(vocabulary.tokens(), roles);
        steps = TextSteps.of(vocabulary.normalization().steps())
                .orElseThrow(() -> new InvalidVocabularyException(
                        "the steps that normalize a text are not known: " + vocabulary.normalization().steps()));
        stripAfter = stripAfter(vocabulary, roles);
        stripBefore = vocabulary.flags().stripBeforeMask() ? maskToken(vocabulary, roles) : -1;
    }

    static Tokenizer create(Vocabulary vocabulary) {
        return new VocabularyTokenizer(vocabulary, TokenizerFamily.of(vocabulary));
    }

    @Override
    public int[] encode(String text, boolean parseSpecial) {
        return encode(MarkedText.of(text, parseSpecial ? Trust.ALL : Trust.ADDED_TOKENS));
    }

    @Override
    public int[] encode(List<TextPart> parts) {
        return encode(MarkedText.of(parts));
    }

    private int[] encode(MarkedText text) {
        char[] chars = text.chars();
        IdList ids = new IdList(chars.length / 3 + 8);
        FragmentEncoder.Session session = encoder.open(ids);
        int from = 0;
        for (long found : specialTokens.find(text)) {
            int start = (int) (found >>> 32);
            int id = (int) found;
            int end = start;
            while (id == stripBefore && end > from && isAsciiSpace(chars[end - 1])) {
                end--;
            }
            if (end > from) {
                encode(chars, from, end, session);
            }
            ids.add(id);
            from = start + vocabulary.tokens().text(id).length();
            while (stripAfter.get(id) && from < chars.length && isAsciiSpace(chars[from])) {
                from++;
            }
        }
        if (chars.length > from) {
            encode(chars, from, chars.length, session);
        }
        return ids.toArray();
    }

    private void encode(char[] chars, int from, int to, FragmentEncoder.Session session) {
        if (!vocabulary.normalization().steps().isEmpty()) {
            char[] changed = steps.apply(new String(chars, from, to - from)).toCharArray();
            session.encode(changed, 0, changed.length);
        } else if (vocabulary.normalization().composes()) {
            char[] composed = UnicodeForm.of(CharBuffer.wrap(chars, from, to - from), Normalizer.Form.NFC).toCharArray();
            session.encode(composed, 0, composed.length);
        } else {
            session.encode(chars, from, to);
        }
    }

    @Override
    public int[] withBos(int[] ids) {
        OptionalInt bos = id(family.begin());
        if (!family.addsBegin() || bos.isEmpty() || ids.length > 0 && ids[0] == bos.getAsInt()) {
            return ids;
        }
        int[] result = new int[ids.length + 1];
        result[0] = bos.getAsInt();
        System.arraycopy(ids, 0, result, 1, ids.length);
        return result;
    }

    @Override
    public int[] withEos(int[] ids) {
        OptionalInt eos = id(family.end());
        if (!family.addsEnd() || eos.isEmpty() || ids.length > 0 && ids[ids.length - 1] == eos.getAsInt()) {
            return ids;
        }
        int[] result = Arrays.copyOf(ids, ids.length + 1);
        result[ids.length] = eos.getAsInt();
        return result;
    }

    @Override
    public String decode(int[] ids, boolean renderSpecial) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * ids.length);
        for (int i = 0; i < ids.length; i++) {
            byte[] piece = piece(ids[i], renderSpecial);
            bytes.writeBytes(i == 0 ? withoutAddedSpace(piece) : piece);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] tokenBytes(int id) {
        return piece(id, true);
    }

    @Override
    public StreamDecoder streamDecoder(DecodeOptions options) {
        return new StreamDecoder(this, options);
    }

    @Override
    public boolean isEndOfGeneration(int id) {
        return isToken(id) && roles.isEnding(id);
    }

    @Override
    public boolean isControl(int id) {
        return isToken(id) && roles.isControl(id);
    }

    @Override
    public OptionalInt id(SpecialToken token) {
        return roles.id(token);
    }

    @Override
    public OptionalInt find(String tokenText) {
        int id = vocabulary.tokens().indexOf(tokenText);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The bytes an id adds to a text. */
    byte[] piece(int id, boolean renderSpecial) {
        return isToken(id) && (renderSpecial || !roles.isControl(id)) ? pieces.copy(id) : NOTHING;
    }

    /** The first piece of a text without the space that encoding put before it. */
    byte[] withoutAddedSpace(byte[] piece) {
        return family.dropsFirstSpace() && piece.length > 0 && piece[0] == ' ' ? Arrays.copyOfRange(piece, 1, piece.length) : piece;
    }

    private boolean isToken(int id) {
        return id >= 0 && id < vocabulary.size();
    }

    private static boolean isAsciiSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** The tokens after which white space is dropped: in the Phi-3 family all special ones but three. */
    private static BitSet stripAfter(Vocabulary vocabulary, TokenRoles roles) {
        BitSet result = new BitSet();
        if (vocabulary.flags().stripAfterSpecial()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                if ((roles.isControl(id) || roles.type(id) == TokenType.USER_DEFINED)
                        && !KEEP_SPACE_AFTER.contains(vocabulary.tokens().text(id))) {
                    result.set(id);
                }
            }
        }
        return result;
    }

    private static int maskToken(Vocabulary vocabulary, TokenRoles roles) {
        for (String text : MASK_TEXTS) {
            int id = vocabulary.tokens().indexOf(text);
            if (id >= 0) {
                return id;
            }
        }
        return roles.id(SpecialToken.MASK).orElse(-1);
    }
}
