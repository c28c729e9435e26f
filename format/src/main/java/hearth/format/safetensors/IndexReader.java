package hearth.format.safetensors;

import hearth.format.ByteSource;
import hearth.format.CheckedReader;
import hearth.format.InvalidModelException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code model.safetensors.index.json}: which file holds which tensor. */
final class IndexReader {
    private static final long MAX_BYTES = 100_000_000;
    private static final int MAX_TENSORS = 1 << 18;

    private IndexReader() {}

    /** File name by tensor name, in the order of the index; names are plain file names of the same folder. */
    static Map<String, String> read(ByteSource source) {
        CheckedReader in = new CheckedReader(source, MAX_BYTES);
        if (source.byteSize() > MAX_BYTES) {
            throw in.error(Kind.TOO_LARGE, "the index has more than " + MAX_BYTES + " bytes");
        }
        HeaderText text = new HeaderText(in, source.byteSize());
        Map<String, String> files = null;
        text.expect('{');
        for (boolean first = true; text.more(first, '}'); first = false) {
            String key = text.string();
            text.expect(':');
            if (!key.equals("weight_map")) {
                text.skip();
            } else if (files != null) {
                throw text.error("key 'weight_map' occurs twice");
            } else {
                files = weightMap(in, text);
            }
        }
        text.requireEnd();
        if (files == null) {
            throw in.error(Kind.MISSING, "key 'weight_map' is missing");
        }
        return files;
    }

    private static Map<String, String> weightMap(CheckedReader in, HeaderText text) {
        Map<String, String> files = new LinkedHashMap<>();
        text.expect('{');
        for (boolean first = true; text.more(first, '}'); first = false) {
            String tensor = text.string();
            text.expect(':');
            String file = text.string();
            // A name from a file must not lead out of the folder.
            if (!file.endsWith(".safetensors") || !file.matches("[\\w.\\-]+") || file.startsWith(".")) {
                throw text.error("tensor " + HeaderReader.quoted(tensor) + " is said to be in "
                        + HeaderReader.quoted(file) + ", which is no safetensors file of this folder");
            }
            if (files.putIfAbsent(tensor, file) != null) {
                throw text.error("tensor " + HeaderReader.quoted(tensor) + " occurs twice");
            }
            if (files.size() > MAX_TENSORS) {
                throw in.error(Kind.TOO_LARGE, "the index has more than " + MAX_TENSORS + " tensors");
            }
        }
        return files;
    }
}
