package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.StoredTensor;

/**
 * Largest magnitudes of blocks, which bitsandbytes may quantize once more: an 8-bit code of a map, times the largest magnitude of a
 * block of such, plus their mean.
 *
 * @param absmax floats, or codes
 * @param nested floats for blocks of codes; null where {@code absmax} has floats
 */
record BlockFactors(Parts parts, StoredTensor absmax, StoredTensor nested, int nestedBlock, float[] map, float mean) {
    /** The factors of blocks {@code first .. first + count}. */
    float[] read(long first, int count) {
        float[] factors = nested == null ? parts.floats(absmax, first, count) : unpacked(first, count);
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(factors[i])) {
                throw parts.error(Kind.MALFORMED, absmax, "has a factor that is no finite number, for block " + (first + i));
            }
        }
        return factors;
    }

    private float[] unpacked(long first, int count) {
        byte[] codes = parts.bytes(absmax, first, count);
        long firstOuter = first / nestedBlock;
        float[] outer = parts.floats(nested, firstOuter, (int) ((first + count - 1) / nestedBlock - firstOuter) + 1);
        float[] factors = new float[count];
        for (int i = 0; i < count; i++) {
            float large = outer[(int) ((first + i) / nestedBlock - firstOuter)];
            // Two roundings: the reference multiplies and adds in steps of their own.
            float product = map[codes[i] & 0xff] * large;
            factors[i] = product + mean;
        }
        return factors;
    }
}
