package hearth.compute.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * c[r][j] += Σ a[r][k] · b[k][j], on small float matrices that lie in the cache. Each sum runs over k in order, so a row's result
 * depends on no other row. Four rows by two vectors of columns stay in registers.
 */
final class TileProductKernel {
    /** Columns must be a multiple of this. */
    static final int COLUMN_STEP = 2 * VectorShapes.LANES;

    private static final VectorSpecies<Float> F = VectorShapes.FLOAT;
    private static final int L = VectorShapes.LANES;

    private TileProductKernel() {}

    /**
     * @param a (rows, depth), rows {@code aStride} apart
     * @param b (depth, columns), dense
     * @param c (rows, columns), rows {@code cStride} apart
     */
    static void multiply(
            float[] a, int aOffset, int aStride, int rows, float[] b, int depth, int columns, float[] c, int cOffset, int cStride) {
        for (int j = 0; j < columns; j += COLUMN_STEP) {
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                four(a, aOffset + r * aStride, aStride, b, j, columns, depth, c, cOffset + r * cStride + j, cStride);
            }
            int aAt = aOffset + r * aStride;
            int cAt = cOffset + r * cStride + j;
            switch (rows - r) {
                case 3 -> three(a, aAt, aStride, b, j, columns, depth, c, cAt, cStride);
                case 2 -> two(a, aAt, aStride, b, j, columns, depth, c, cAt, cStride);
                case 1 -> one(a, aAt, b, j, columns, depth, c, cAt);
                default -> {}
            }
        }
    }

    private static void four(
            float[] a, int a0, int aStride, float[] b, int bFrom, int columns, int depth, float[] c, int c0, int cStride) {
        int a1 = a0 + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int c1 = c0 + cStride;
        int c2 = c1 + cStride;
        int c3 = c2 + cStride;
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c1);
        FloatVector s11 = FloatVector.fromArray(F, c, c1 + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c2);
        FloatVector s21 = FloatVector.fromArray(F, c, c2 + L);
        FloatVector s30 = FloatVector.fromArray(F, c, c3);
        FloatVector s31 = FloatVector.fromArray(F, c, c3 + L);
        int at = bFrom;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, at);
            FloatVector b1 = FloatVector.fromArray(F, b, at + L);
            FloatVector x = FloatVector.broadcast(F, a[a0 + k]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(F, a[a1 + k]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(F, a[a2 + k]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(F, a[a3 + k]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            at += columns;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + L);
    }

    private static void three(
            float[] a, int a0, int aStride, float[] b, int bFrom, int columns, int depth, float[] c, int c0, int cStride) {
        int a1 = a0 + aStride;
        int a2 = a1 + aStride;
        int c1 = c0 + cStride;
        int c2 = c1 + cStride;
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c1);
        FloatVector s11 = FloatVector.fromArray(F, c, c1 + L);
        FloatVector s20 = FloatVector.fromArray(F, c, c2);
        FloatVector s21 = FloatVector.fromArray(F, c, c2 + L);
        int at = bFrom;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, at);
            FloatVector b1 = FloatVector.fromArray(F, b, at + L);
            FloatVector x = FloatVector.broadcast(F, a[a0 + k]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(F, a[a1 + k]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(F, a[a2 + k]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            at += columns;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
    }

    private static void two(
            float[] a, int a0, int aStride, float[] b, int bFrom, int columns, int depth, float[] c, int c0, int cStride) {
        int a1 = a0 + aStride;
        int c1 = c0 + cStride;
        FloatVector s00 = FloatVector.fromArray(F, c, c0);
        FloatVector s01 = FloatVector.fromArray(F, c, c0 + L);
        FloatVector s10 = FloatVector.fromArray(F, c, c1);
        FloatVector s11 = FloatVector.fromArray(F, c, c1 + L);
        int at = bFrom;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F, b, at);
            FloatVector b1 = FloatVector.fromArray(F, b, at + L);
            FloatVector x = FloatVector.broadcast(F, a[a0 + k]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(F, a[a1 + k]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            at += columns;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
    }

    private static void one(float[] a, int a0, float[] b, int bFrom, int columns, int depth, float[] c, int c0) {
        FloatVector s0 = FloatVector.fromArray(F, c, c0);
        FloatVector s1 = FloatVector.fromArray(F, c, c0 + L);
        int at = bFrom;
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.broadcast(F, a[a0 + k]);
            s0 = x.fma(FloatVector.fromArray(F, b, at), s0);
            s1 = x.fma(FloatVector.fromArray(F, b, at + L), s1);
            at += columns;
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c0 + L);
    }
}
