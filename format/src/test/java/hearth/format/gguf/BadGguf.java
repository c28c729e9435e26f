package hearth.format.gguf;

import static hearth.format.gguf.GgufSketch.array;
import static hearth.format.gguf.GgufSketch.int32;
import static hearth.format.gguf.GgufSketch.int64;
import static hearth.format.gguf.GgufSketch.join;
import static hearth.format.gguf.GgufSketch.text;

import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.GgufSketch.Key;
import hearth.format.gguf.GgufSketch.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** One way each to break a file; every kind must be refused with the given kind of error. */
enum BadGguf {
    MAGIC_WRONG(Kind.MALFORMED, (s, r) -> s.magic[r.nextInt(4)] ^= (byte) (1 + r.nextInt(255))),
    VERSION_0(Kind.MALFORMED, (s, r) -> s.version = 0),
    VERSION_1(Kind.UNSUPPORTED, (s, r) -> s.version = 1),
    VERSION_4(Kind.UNSUPPORTED, (s, r) -> s.version = 4),
    VERSION_NEGATIVE(Kind.UNSUPPORTED, (s, r) -> s.version = -1),
    VERSION_BIG_ENDIAN(Kind.UNSUPPORTED, (s, r) -> s.version = Integer.reverseBytes(2 + r.nextInt(2))),

    TENSOR_COUNT_NEGATIVE(Kind.MALFORMED, (s, r) -> s.tensorCount = -1 - r.nextLong(1L << 40)),
    TENSOR_COUNT_HUGE(Kind.TOO_LARGE, (s, r) -> s.tensorCount = 65_537 + r.nextLong(1L << 60)),
    TENSOR_COUNT_BEYOND_FILE(Kind.TRUNCATED, (s, r) -> s.tensorCount = 65_536L),
    TENSOR_COUNT_ONE_MORE(null, (s, r) -> s.tensorCount = s.tensors.size() + 1L),
    KEY_COUNT_NEGATIVE(Kind.MALFORMED, (s, r) -> s.keyCount = -1 - r.nextLong(1L << 40)),
    KEY_COUNT_HUGE(Kind.TOO_LARGE, (s, r) -> s.keyCount = 65_537 + r.nextLong(1L << 60)),
    KEY_COUNT_BEYOND_FILE(Kind.TRUNCATED, (s, r) -> s.keyCount = 65_536L),
    KEY_COUNT_ONE_MORE(null, (s, r) -> s.keyCount = s.keys.size() + 1L),
    KEY_COUNT_ONE_LESS(null, (s, r) -> s.keyCount = s.keys.size() - 1L),

    KEY_LENGTH_NEGATIVE(Kind.MALFORMED, (s, r) -> key(s, r).nameLength = -1L),
    KEY_LENGTH_HUGE(Kind.TOO_LARGE, (s, r) -> key(s, r).nameLength = 65_536 + r.nextLong(1L << 62)),
    KEY_LENGTH_BEYOND_FILE(Kind.TRUNCATED, (s, r) -> key(s, r).nameLength = 65_535L),
    KEY_EMPTY(Kind.MALFORMED, (s, r) -> key(s, r).name = new byte[0]),
    KEY_NOT_UTF8(Kind.MALFORMED, (s, r) -> key(s, r).name[0] = (byte) 0xff),
    KEY_TWICE(Kind.MALFORMED, (s, r) -> s.keys.add(s.keys.get(r.nextInt(s.keys.size())))),
    KEY_TYPE_UNKNOWN(Kind.MALFORMED, (s, r) -> key(s, r).type = 13 + r.nextInt(1 << 30)),
    KEY_TYPE_NEGATIVE(Kind.MALFORMED, (s, r) -> key(s, r).type = -1 - r.nextInt(1 << 30)),

    TEXT_LENGTH_NEGATIVE(Kind.MALFORMED, (s, r) -> s.key("key.STRING").value = int64(-1 - r.nextLong(1L << 40))),
    TEXT_LENGTH_HUGE(Kind.TOO_LARGE, (s, r) -> s.key("key.STRING").value = int64((16 << 20) + 1 + r.nextLong(1L << 62))),
    TEXT_LENGTH_BEYOND_FILE(Kind.TRUNCATED, (s, r) -> s.key("key.STRING").value = int64(16 << 20)),
    ARRAY_OF_ARRAYS(Kind.UNSUPPORTED, (s, r) -> setArray(s, 9, 1, array(4, 1, int32(1)))),
    ARRAY_TYPE_UNKNOWN(Kind.MALFORMED, (s, r) -> setArray(s, 13 + r.nextInt(1 << 30), 1, new byte[8])),
    ARRAY_TYPE_NEGATIVE(Kind.MALFORMED, (s, r) -> setArray(s, -1 - r.nextInt(1 << 30), 1, new byte[8])),
    ARRAY_COUNT_NEGATIVE(Kind.MALFORMED, (s, r) -> setArray(s, r.nextInt(9), -1 - r.nextLong(1L << 40))),
    ARRAY_COUNT_HUGE(Kind.TOO_LARGE, (s, r) -> setArray(s, r.nextInt(9), (64 << 20) + 1 + r.nextLong(1L << 62))),
    ARRAY_COUNT_BEYOND_FILE(Kind.TRUNCATED, (s, r) -> setArray(s, r.nextInt(9), 64 << 20)),
    ARRAY_BYTES_OVERFLOW_INT(Kind.TRUNCATED, (s, r) -> setArray(s, 12, (1 << 29) / 8)),
    ARRAY_TEXT_NEGATIVE(Kind.MALFORMED, (s, r) -> setArray(s, 8, 2, text("a"), int64(-1 - r.nextLong(1L << 40)))),
    ARRAY_TEXT_HUGE(Kind.TOO_LARGE, (s, r) -> setArray(s, 8, 2, text("a"), int64((16 << 20) + 1 + r.nextLong(1L << 62)))),
    ARRAY_TEXT_BEYOND_FILE(Kind.TRUNCATED, (s, r) -> setArray(s, 8, 2, text("a"), int64(16 << 20))),

    ALIGNMENT_13(Kind.MALFORMED, (s, r) -> s.align(13)),
    ALIGNMENT_0(Kind.MALFORMED, (s, r) -> s.keys.add(new Key("general.alignment", MetadataType.UINT32, int32(0)))),
    ALIGNMENT_TOP_BIT(Kind.MALFORMED, (s, r) ->
            s.keys.add(new Key("general.alignment", MetadataType.UINT32, int32(Integer.MIN_VALUE)))),
    ALIGNMENT_ABOVE_LIMIT(Kind.MALFORMED, (s, r) ->
            s.keys.add(new Key("general.alignment", MetadataType.UINT32, int32(131_072 << r.nextInt(14))))),
    ALIGNMENT_SIGNED(Kind.MALFORMED, (s, r) ->
            s.keys.add(new Key("general.alignment", MetadataType.INT32, int32(32)))),
    ALIGNMENT_TEXT(Kind.MALFORMED, (s, r) ->
            s.keys.add(new Key("general.alignment", MetadataType.STRING, text("32")))),

    NAME_LENGTH_64(Kind.TOO_LARGE, (s, r) -> tensor(s, r).name = "n".repeat(64 + r.nextInt(9)).getBytes(StandardCharsets.UTF_8)),
    NAME_LENGTH_NEGATIVE(Kind.MALFORMED, (s, r) -> tensor(s, r).nameLength = -1L),
    NAME_LENGTH_HUGE(Kind.TOO_LARGE, (s, r) -> tensor(s, r).nameLength = 64 + r.nextLong(1L << 62)),
    NAME_EMPTY(Kind.MALFORMED, (s, r) -> tensor(s, r).name = new byte[0]),
    NAME_NOT_UTF8(Kind.MALFORMED, (s, r) -> tensor(s, r).name[1] = (byte) 0xc0),
    NAME_TWICE(Kind.MALFORMED, (s, r) -> s.tensors.getLast().name = s.tensors.getFirst().name),
    DIMENSIONS_5(Kind.TOO_LARGE, (s, r) -> tensor(s, r).shape = new long[] {256, 1, 1, 1, 1}),
    DIMENSIONS_HUGE(Kind.TOO_LARGE, (s, r) -> tensor(s, r).dimensions = 5 + r.nextInt(1 << 30)),
    DIMENSIONS_NEGATIVE(Kind.TOO_LARGE, (s, r) -> tensor(s, r).dimensions = -1),
    SIZE_NEGATIVE(Kind.MALFORMED, (s, r) -> shape(s, r)[0] = -256 * (1 + r.nextLong(1L << 40))),
    SIZE_LOWEST(Kind.MALFORMED, (s, r) -> shape(s, r)[0] = Long.MIN_VALUE),
    ELEMENTS_OVERFLOW(Kind.MALFORMED, (s, r) -> tensor(s, r).shape = new long[] {1L << 31, 1L << 31, 4, 1}),
    ELEMENTS_WRAP_TO_ZERO(Kind.MALFORMED, (s, r) -> tensor(s, r).shape = new long[] {1L << 32, 1L << 32}),
    ELEMENTS_WRAP_BEHIND_ZERO(Kind.MALFORMED, (s, r) -> tensor(s, r).shape = new long[] {0, 1L << 32, 1L << 32}),
    BYTES_OVERFLOW(Kind.MALFORMED, (s, r) -> {
        Tensor tensor = tensor(s, r);
        tensor.type = TensorType.F64.ggmlId();
        tensor.shape = new long[] {1L << 61};
    }),
    BYTES_NEAR_OVERFLOW(Kind.TRUNCATED, (s, r) -> {
        Tensor tensor = s.tensors.getLast();
        tensor.type = TensorType.I8.ggmlId();
        tensor.shape = new long[] {Long.MAX_VALUE - 70_000 - r.nextInt(1000)};
    }),
    SUM_OVERFLOW(Kind.TRUNCATED, (s, r) -> {
        for (Tensor tensor : s.tensors) {
            tensor.type = TensorType.I8.ggmlId();
            tensor.shape = new long[] {Long.MAX_VALUE - (1 << 17)};
        }
        s.tensors.get(1).offset = Long.MAX_VALUE - (1 << 17) + 1;
    }),
    ROW_NOT_WHOLE_BLOCKS(Kind.MALFORMED, (s, r) -> {
        Tensor tensor = tensor(s, r);
        tensor.type = TensorType.Q4_0.ggmlId();
        tensor.shape = new long[] {16 + 32 * r.nextInt(9), 2};
    }),
    TYPE_UNKNOWN(Kind.UNSUPPORTED, (s, r) -> tensor(s, r).type = 43 + r.nextInt(1 << 30)),
    TYPE_NEGATIVE(Kind.UNSUPPORTED, (s, r) -> tensor(s, r).type = -1 - r.nextInt(1 << 30)),
    TYPE_REMOVED(Kind.UNSUPPORTED, (s, r) ->
            tensor(s, r).type = new int[] {4, 5, 31, 32, 33, 36, 37, 38}[r.nextInt(8)]),
    OFFSET_NEGATIVE(Kind.MALFORMED, (s, r) -> tensor(s, r).offset = -1L),
    OFFSET_LOWEST(Kind.MALFORMED, (s, r) -> tensor(s, r).offset = Long.MIN_VALUE),
    OFFSET_BEYOND_FILE(Kind.MALFORMED, (s, r) -> tensor(s, r).offset = 32 * (1000 + r.nextLong(1L << 50))),
    OFFSET_UNALIGNED(Kind.MALFORMED, (s, r) -> tensor(s, r).offset = 1L + 32 * r.nextInt(9)),
    OFFSET_OVERLAPS(Kind.MALFORMED, (s, r) -> s.tensors.getLast().offset = 0L),
    LAYOUT_OF_OTHER_ALIGNMENT(Kind.MALFORMED, (s, r) -> {
        s.alignment = 64;
        s.tensors.addFirst(new Tensor("odd", TensorType.I8, new long[] {1}, new byte[1]));
    }),
    DATA_ONE_BYTE_SHORT(Kind.TRUNCATED, (s, r) -> s.missingBytes = 1),
    DATA_MISSING(Kind.TRUNCATED, (s, r) -> s.missingBytes = s.tensors.getLast().data.length),
    BROKEN_SPLIT_COUNT(Kind.MALFORMED, (s, r) ->
            s.keys.add(new Key("split.count", MetadataType.INT64, int64(-1 - r.nextInt(1 << 30))))),
    SPLIT_COUNT_TEXT(Kind.MALFORMED, (s, r) -> s.keys.add(new Key("split.count", MetadataType.STRING, text("2")))),
    NOT_THE_FIRST_PART(Kind.MALFORMED, (s, r) -> {
        s.keys.add(new Key("split.count", MetadataType.UINT16, new byte[] {2, 0}));
        s.keys.add(new Key("split.no", MetadataType.UINT16, new byte[] {1, 0}));
    }),
    PARTS_NOT_GIVEN(Kind.MISSING, (s, r) -> {
        s.keys.add(new Key("split.count", MetadataType.UINT16, new byte[] {2, 0}));
        s.keys.add(new Key("split.no", MetadataType.UINT16, new byte[] {0, 0}));
    });

    /** The kind of error to expect, null where it depends on the bytes that follow. */
    final Kind kind;

    private final Damage damage;

    interface Damage {
        void apply(GgufSketch sketch, Random random);
    }

    BadGguf(Kind kind, Damage damage) {
        this.kind = kind;
        this.damage = damage;
    }

    byte[] bytes(long seed) {
        Random random = new Random(seed);
        GgufSketch sketch = GgufSketch.random(random);
        damage.apply(sketch, random);
        return sketch.toBytes();
    }

    private static Key key(GgufSketch sketch, Random random) {
        return sketch.keys.get(random.nextInt(sketch.keys.size()));
    }

    private static Tensor tensor(GgufSketch sketch, Random random) {
        return sketch.tensors.get(random.nextInt(sketch.tensors.size()));
    }

    private static long[] shape(GgufSketch sketch, Random random) {
        return tensor(sketch, random).shape;
    }

    private static void setArray(GgufSketch sketch, int elementType, long count, byte[]... elements) {
        sketch.key("key.ARRAY").value = array(elementType, count, join(elements));
    }
}
