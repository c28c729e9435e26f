package hearth.format.safetensors;

import hearth.format.ByteSource;
import hearth.format.CheckedReader;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the header of one file: u64 length, JSON of that length, data. Proves the format's rules: each name once, sizes that
 * fit the type and the offsets, data without holes or overlap that ends exactly where the file ends.
 */
final class HeaderReader {
    private static final int LENGTH_BYTES = 8;
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_TENSORS = 1 << 18;
    private static final int MAX_NOTES = 1 << 12;
    private static final int MAX_DIMENSIONS = 8;
    private static final String NOTES = "__metadata__";

    /** What a header says. */
    record Header(Map<String, StoredTensor> tensors, Map<String, String> notes) {}

    private final CheckedReader in;
    private final HeaderText text;
    private final int file;
    private final long dataStart;
    private final long dataBytes;

    private HeaderReader(CheckedReader in, long headerBytes, long fileBytes, int file) {
        this.in = in;
        this.file = file;
        this.dataStart = LENGTH_BYTES + headerBytes;
        this.dataBytes = fileBytes - dataStart;
        this.text = new HeaderText(in, dataStart);
    }

    /** {@code file} is the index given to the tensors found. */
    static Header read(ByteSource source, int file) {
        CheckedReader in = new CheckedReader(source, LENGTH_BYTES + MAX_HEADER_BYTES);
        if (source.byteSize() < LENGTH_BYTES) {
            throw in.error(Kind.TRUNCATED, "is no safetensors file: it has " + source.byteSize() + " bytes");
        }
        long headerBytes = in.int64();
        if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
            throw in.error(Kind.TOO_LARGE, "the header claims " + Long.toUnsignedString(headerBytes)
                    + " bytes; the format allows " + MAX_HEADER_BYTES + " (is this a safetensors file?)");
        }
        if (headerBytes > source.byteSize() - LENGTH_BYTES) {
            throw in.error(Kind.TRUNCATED, "the header claims " + headerBytes + " bytes but only "
                    + (source.byteSize() - LENGTH_BYTES) + " follow");
        }
        return new HeaderReader(in, headerBytes, source.byteSize(), file).header();
    }

    private Header header() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, String> notes = null;
        // White space is allowed after the header, not before it.
        if (text.peekRaw() != '{') {
            throw text.error("the header does not start with '{'");
        }
        text.expect('{');
        for (boolean first = true; text.more(first, '}'); first = false) {
            String name = text.string();
            text.expect(':');
            if (name.equals(NOTES)) {
                if (notes != null) {
                    throw text.error("key '" + NOTES + "' occurs twice");
                }
                notes = notes();
            } else if (tensors.putIfAbsent(name, tensor(name)) != null) {
                throw text.error("tensor " + quoted(name) + " occurs twice");
            } else if (tensors.size() > MAX_TENSORS) {
                throw in.error(Kind.TOO_LARGE, "the file has more than " + MAX_TENSORS + " tensors");
            }
        }
        text.requireEnd();
        requireContiguous(tensors);
        return new Header(tensors, notes == null ? Map.of() : notes);
    }

    private Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        text.expect('{');
        for (boolean first = true; text.more(first, '}'); first = false) {
            String key = text.string();
            text.expect(':');
            if (notes.putIfAbsent(key, text.string()) != null) {
                throw text.error("key " + quoted(key) + " occurs twice in '" + NOTES + "'");
            }
            if (notes.size() > MAX_NOTES) {
                throw in.error(Kind.TOO_LARGE, "'" + NOTES + "' has more than " + MAX_NOTES + " keys");
            }
        }
        return notes;
    }

    private StoredTensor tensor(String name) {
        ElementType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        Set<String> seen = new HashSet<>();
        text.expect('{');
        for (boolean first = true; text.more(first, '}'); first = false) {
            String key = text.string();
            text.expect(':');
            if (!seen.add(key)) {
                throw bad(name, "has key " + quoted(key) + " twice");
            }
            switch (key) {
                case "dtype" -> type = type(name, text.string());
                case "shape" -> shape = numbers(name, "shape", MAX_DIMENSIONS);
                case "data_offsets" -> offsets = numbers(name, "data_offsets", 2);
                default -> throw bad(name, "has the unknown key " + quoted(key));
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw bad(name, "needs dtype, shape and two data_offsets");
        }
        return checked(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private StoredTensor checked(String name, ElementType type, List<Long> shape, long begin, long stop) {
        if (begin > stop || stop > dataBytes) {
            Kind kind = begin > stop ? Kind.MALFORMED : Kind.TRUNCATED;
            throw in.error(kind, "tensor " + quoted(name) + " has data from " + begin + " to " + stop + ", but the file has "
                    + dataBytes + " bytes of data");
        }
        long bytes = byteSize(name, type, shape);
        if (bytes != stop - begin) {
            throw bad(name, "is " + type + shape + ", which is " + bytes + " bytes, but its offsets give " + (stop - begin));
        }
        return new StoredTensor(name, type, shape, file, dataStart + begin, bytes);
    }

    private long byteSize(String name, ElementType type, List<Long> shape) {
        try {
            // A zero must not hide an overflow of the other sizes.
            long bits = type.bits();
            for (long size : shape) {
                bits = Math.multiplyExact(bits, Math.max(size, 1));
            }
            if (bits % 8 != 0) {
                throw bad(name, "does not fill whole bytes: " + type + shape);
            }
            return shape.contains(0L) ? 0 : bits / 8;
        } catch (ArithmeticException e) {
            throw in.error(Kind.TOO_LARGE, "tensor " + quoted(name) + " has too many elements: " + shape);
        }
    }

    private ElementType type(String tensor, String name) {
        return ElementType.ofName(name)
                .orElseThrow(() -> in.error(
                        Kind.UNSUPPORTED, "tensor " + quoted(tensor) + " has the unknown type " + quoted(name)));
    }

    private List<Long> numbers(String tensor, String key, int limit) {
        List<Long> numbers = new ArrayList<>();
        text.expect('[');
        for (boolean first = true; text.more(first, ']'); first = false) {
            numbers.add(text.number(key + " of tensor " + quoted(tensor)));
            if (numbers.size() > limit) {
                throw bad(tensor, "has more than " + limit + " numbers in " + key);
            }
        }
        return numbers;
    }

    private void requireContiguous(Map<String, StoredTensor> tensors) {
        List<StoredTensor> ordered = new ArrayList<>(tensors.values());
        ordered.sort(Comparator.comparingLong(StoredTensor::byteOffset).thenComparingLong(StoredTensor::byteSize));
        long expected = dataStart;
        for (StoredTensor tensor : ordered) {
            if (tensor.byteOffset() != expected) {
                String problem = tensor.byteOffset() < expected ? "overlaps the tensor before it" : "has a hole before it";
                throw bad(tensor.name(), problem + " at data offset " + (tensor.byteOffset() - dataStart));
            }
            expected += tensor.byteSize();
        }
        if (expected != dataStart + dataBytes) {
            throw in.error(Kind.MALFORMED, "the tensors take " + (expected - dataStart) + " bytes, but the file has "
                    + dataBytes + " bytes of data");
        }
    }

    private InvalidModelException bad(String tensor, String reason) {
        return text.error("tensor " + quoted(tensor) + " " + reason);
    }

    /** Untrusted text made safe for a message: short, and without control characters that could forge log lines. */
    static String quoted(String name) {
        StringBuilder quoted = new StringBuilder("'");
        name.codePoints().limit(100).forEach(c -> quoted.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return quoted.append(name.length() > 100 ? "…'" : "'").toString();
    }
}
