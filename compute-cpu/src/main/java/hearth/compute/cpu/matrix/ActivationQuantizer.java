package hearth.compute.cpu.matrix;

import hearth.compute.cpu.VectorShapes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Quantizes activations to int8 as llama.cpp does, so that products agree with it. */
final class ActivationQuantizer {
    /** 1.5·2^23: adding and taking it off rounds to the nearest integer, ties to even. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int LANES = Lanes.LANES;

    private ActivationQuantizer() {}

    /** Fills row {@code row} of {@code target} from {@code columns} floats at {@code source[offset]}. */
    static void quantize(float[] source, int offset, Activations target, int row) {
        switch (target.kind) {
            case FLOATS -> System.arraycopy(source, offset, target.values, row * target.columns, target.columns);
            case SCALED_FLOATS -> scaled(source, offset, target, row);
            case BLOCKS_OF_32 -> blocksOf32(source, offset, target, row);
            case BLOCKS_OF_256 -> blocksOf256(source, offset, target, row);
        }
    }

    private static void scaled(float[] source, int offset, Activations target, int row) {
        int at = row * target.columns;
        for (int i = 0; i < target.columns; i++) {
            target.values[at + i] = source[offset + i] * HalfMatrix.SCALE;
        }
    }

    private static void blocksOf32(float[] source, int offset, Activations target, int row) {
        int blocks = target.columns / 32;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * 32;
            float largest = largest(source, from, 32);
            float scale = largest / 127;
            float inverse = largest == 0 ? 0 : 127 / largest;
            int at = row * blocks + block;
            round(source, from, 32, inverse, 127, target, at * 32);
            float sum = halves(target.pairs, at * 16, target.halves, 2 * at);
            target.scales[at] = Float.float16ToFloat(Float.floatToFloat16(scale));
            target.sums[at] = sum;
            target.scaledSums[at] = Float.float16ToFloat(Float.floatToFloat16(scale * sum));
        }
    }

    private static void blocksOf256(float[] source, int offset, Activations target, int row) {
        int blocks = target.columns / 256;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * 256;
            float extreme = extreme(source, from, 256);
            // The element of largest magnitude becomes -127, whatever its sign.
            float inverse = extreme == 0 ? 0 : -127 / extreme;
            int at = row * blocks + block;
            round(source, from, 256, inverse, 127, target, at * 256);
            for (int part = 8 * at; part < 8 * at + 8; part++) {
                target.sums[part] = halves(target.pairs, part * 16, target.halves, 2 * part);
            }
            for (int part = 16 * at; part < 16 * at + 16; part++) {
                int both = Float.floatToRawIntBits(target.halves[part]);
                target.halfSums[part] = (short) both + (both >> 16);
            }
            target.scales[at] = extreme == 0 ? 0 : 1 / inverse;
        }
    }

    /** Sums the even and the odd columns of two times 8 pairs; returns the sum of all 32. */
    private static float halves(float[] pairs, int from, float[] halves, int to) {
        int sum = 0;
        for (int part = 0; part < 2; part++) {
            int even = 0;
            int odd = 0;
            for (int i = from + part * 8; i < from + part * 8 + 8; i++) {
                int pair = Float.floatToRawIntBits(pairs[i]);
                even += (short) pair;
                odd += pair >> 16;
            }
            halves[to + part] = Float.intBitsToFloat(even & 0xFFFF | odd << 16);
            sum += even + odd;
        }
        return sum;
    }

    private static float largest(float[] source, int from, int count) {
        FloatVector largest = FloatVector.zero(Lanes.FLOAT);
        for (int i = 0; i < count; i += LANES) {
            largest = FloatVector.fromArray(Lanes.FLOAT, source, from + i).abs().max(largest);
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    /** The element of largest magnitude, the first of several. */
    private static float extreme(float[] source, int from, int count) {
        FloatVector most = FloatVector.fromArray(Lanes.FLOAT, source, from);
        FloatVector least = most;
        for (int i = LANES; i < count; i += LANES) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, source, from + i);
            most = v.max(most);
            least = v.min(least);
        }
        float high = most.reduceLanes(VectorOperators.MAX);
        float low = least.reduceLanes(VectorOperators.MIN);
        return high == -low ? firstOfMagnitude(source, from, high) : high > -low ? high : low;
    }

    private static float firstOfMagnitude(float[] source, int from, float magnitude) {
        int i = from;
        while (i < from + 255 && Math.abs(source[i]) != magnitude) {
            i++;
        }
        return source[i];
    }

    /** Writes the rounded values and pairs of {@code count} columns. */
    private static void round(
            float[] source, int from, int count, float inverse, float limit, Activations target, int at) {
        float[] values = target.values;
        float[] pairs = target.pairs;
        for (int i = 0; i < count; i += LANES) {
            FloatVector rounded = FloatVector.fromArray(Lanes.FLOAT, source, from + i)
                    .mul(inverse)
                    .add(ROUNDER)
                    .sub(ROUNDER)
                    .min(limit);
            rounded.intoArray(values, at + i);
            IntVector integers = (IntVector) rounded.convert(VectorOperators.F2I, 0);
            ShortVector narrow =
                    (ShortVector) integers.convertShape(VectorOperators.I2S, VectorShapes.HALF_SHORT, 0);
            narrow.reinterpretAsFloats().intoArray(pairs, (at + i) / 2);
        }
    }
}
