package hearth.tokenizer.huggingface;

import hearth.tokenizer.InvalidVocabularyException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Steps through the fields of a message in the protocol buffer wire format; every length is checked before it is used. */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final String file;
    private final ByteBuffer buffer;
    private int wireType;

    ProtobufReader(String file, ByteBuffer buffer) {
        this.file = file;
        this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of the next field, whose value must be read or skipped then; 0 at the end. */
    int next() {
        if (!buffer.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        wireType = (int) tag & 7;
        long field = tag >>> 3;
        if (field < 1 || field > 1 << 29) {
            throw malformed("field number " + field);
        }
        return (int) field;
    }

    long whole() {
        expect(VARINT);
        return varint();
    }

    boolean flag() {
        return whole() != 0;
    }

    float real() {
        expect(FIXED32);
        need(Float.BYTES);
        return buffer.getFloat();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        ByteBuffer slice = slice();
        byte[] bytes = new byte[slice.remaining()];
        slice.get(bytes);
        return bytes;
    }

    ProtobufReader message() {
        return new ProtobufReader(file, slice());
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(Long.BYTES);
            case FIXED32 -> advance(Integer.BYTES);
            case BYTES -> slice();
            default -> throw malformed("wire type " + wireType);
        }
    }

    private ByteBuffer slice() {
        expect(BYTES);
        long length = varint();
        if (length < 0 || length > buffer.remaining()) {
            throw malformed("a length of " + length + " with " + buffer.remaining() + " bytes left");
        }
        ByteBuffer slice = buffer.slice(buffer.position(), (int) length);
        buffer.position(buffer.position() + (int) length);
        return slice;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            need(1);
            byte part = buffer.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw malformed("a number that doesn't end");
    }

    private void advance(int count) {
        need(count);
        buffer.position(buffer.position() + count);
    }

    private void need(int count) {
        if (buffer.remaining() < count) {
            throw malformed("it ends inside a field");
        }
    }

    private void expect(int wanted) {
        if (wireType != wanted) {
            throw malformed("wire type " + wireType + " where " + wanted + " belongs");
        }
    }

    private InvalidVocabularyException malformed(String what) {
        return new InvalidVocabularyException(file + " is no valid SentencePiece model: " + what);
    }
}
