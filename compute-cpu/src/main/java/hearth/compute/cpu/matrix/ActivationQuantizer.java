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
            case BLOCKS_OF_32 -> blocksOf32(source, offset, target, row);
            case BLOCKS_OF_256 -> blocksOf256(source, offset, target, row);
        }
    }

    private static void blocksOf32(float[] source, int offset, Activations target, int row) {
        int blocks = target.columns / 32;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * 32;
            float largest = largest(source, from, 32);
            float scale = largest / 127;
            float inverse = largest == 0 ? 0 : 127 / largest;
            int at = row * target.columns + block * 32;
            float sum = round(source, from, 32, inverse, 127, target, at);
            target.scales[row * blocks + block] = Float.float16ToFloat(Float.floatToFloat16(scale));
            target.sums[row * blocks + block] = sum;
            halves(target.values, at, 2, target.halves, (row * blocks + block) * 2);
            target.scaledSums[row * blocks + block] = Float.float16ToFloat(Float.floatToFloat16(scale * sum));
        }
    }

    private static void blocksOf256(float[] source, int offset, Activations target, int row) {
        int blocks = target.columns / 256;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * 256;
            float largest = largest(source, from, 256);
            // The element of largest magnitude becomes -127, whatever its sign.
            float inverse = largest == 0 ? 0 : -127 / firstOfMagnitude(source, from, largest);
            int at = row * target.columns + block * 256;
            for (int part = 0; part < 8; part++) {
                target.sums[(row * blocks + block) * 8 + part] =
                        round(source, from + part * 32, 32, inverse, 127, target, at + part * 32);
            }
            int parts = (row * blocks + block) * 16;
            halves(target.values, at, 16, target.halves, parts);
            for (int part = parts; part < parts + 16; part++) {
                int both = Float.floatToRawIntBits(target.halves[part]);
                target.halfSums[part] = (short) both + (both >> 16);
            }
            target.scales[row * blocks + block] = largest == 0 ? 0 : 1 / inverse;
        }
    }

    private static void halves(float[] values, int from, int parts, float[] halves, int to) {
        for (int part = 0; part < parts; part++) {
            int even = 0;
            int odd = 0;
            for (int i = from + part * 16; i < from + part * 16 + 16; i += 2) {
                even += (int) values[i];
                odd += (int) values[i + 1];
            }
            halves[to + part] = Float.intBitsToFloat(even & 0xFFFF | odd << 16);
        }
    }

    private static float largest(float[] source, int from, int count) {
        FloatVector largest = FloatVector.zero(Lanes.FLOAT);
        for (int i = 0; i < count; i += LANES) {
            largest = largest.max(FloatVector.fromArray(Lanes.FLOAT, source, from + i).abs());
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    private static float firstOfMagnitude(float[] source, int from, float magnitude) {
        int i = from;
        while (i < from + 255 && Math.abs(source[i]) != magnitude) {
            i++;
        }
        return source[i];
    }

    /** Writes the rounded values and pairs of {@code count} columns; returns the sum of the integers. */
    private static float round(
            float[] source, int from, int count, float inverse, float limit, Activations target, int at) {
        float[] values = target.values;
        float[] pairs = target.pairs;
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int i = 0; i < count; i += LANES) {
            FloatVector rounded = FloatVector.fromArray(Lanes.FLOAT, source, from + i)
                    .mul(inverse)
                    .add(ROUNDER)
                    .sub(ROUNDER)
                    .min(limit);
            rounded.intoArray(values, at + i);
            sum = sum.add(rounded);
            IntVector integers = (IntVector) rounded.convert(VectorOperators.F2I, 0);
            ShortVector narrow =
                    (ShortVector) integers.convertShape(VectorOperators.I2S, VectorShapes.HALF_SHORT, 0);
            narrow.reinterpretAsFloats().intoArray(pairs, (at + i) / 2);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }
}
