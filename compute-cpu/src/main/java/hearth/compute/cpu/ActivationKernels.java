package hearth.compute.cpu;

import hearth.compute.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Activation functions over ranges of values. The last values, fewer than a vector, go through the same steps one by one, so a value's
 * result does not depend on where it lies.
 */
final class ActivationKernels {
    private static final VectorSpecies<Float> F = VectorShapes.FLOAT;
    private static final int L = VectorShapes.LANES;
    private static final float GELU_LINEAR = 0.79788456f;
    private static final float GELU_CUBIC = 0.79788456f * 0.044715f;

    // log(erfc(z) e^z² / t) with t = 1 / (1 + z / 2), as a polynomial in t fitted to z from 0 to 9.6; off by at most 2e-7.
    private static final float T0 = -1.26543667f;
    private static final float T1 = 0.998404877f;
    private static final float T2 = 0.388581175f;
    private static final float T3 = 0.0253990531f;
    private static final float T4 = 0.0281382689f;
    private static final float T5 = -0.130533077f;
    private static final float T6 = -0.635849499f;
    private static final float T7 = 1.11159449f;
    private static final float T8 = -0.661739704f;
    private static final float T9 = 0.141441133f;
    private static final float SQRT_HALF = 0.70710678f;

    private ActivationKernels() {}

    /** out = activation(gate) · up, each {@code count} values; arrays may be the same. */
    static void gate(
            Activation activation, float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        int whole = count - count % L;
        switch (activation) {
            case SILU -> gateSilu(gate, gateOffset, up, upOffset, out, outOffset, whole);
            case GELU_TANH -> gateGeluTanh(gate, gateOffset, up, upOffset, out, outOffset, whole);
            case GELU -> gateGelu(gate, gateOffset, up, upOffset, out, outOffset, whole);
            case RELU -> gateRelu(gate, gateOffset, up, upOffset, out, outOffset, whole);
        }
        for (int i = whole; i < count; i++) {
            out[outOffset + i] = activate(activation, gate[gateOffset + i]) * up[upOffset + i];
        }
    }

    /** x = activation(x). */
    static void activate(Activation activation, float[] x, int offset, int count) {
        int whole = count - count % L;
        switch (activation) {
            case SILU -> silu(x, offset, whole);
            case GELU_TANH -> geluTanh(x, offset, whole);
            case GELU -> gelu(x, offset, whole);
            case RELU -> relu(x, offset, whole);
        }
        for (int i = offset + whole; i < offset + count; i++) {
            x[i] = activate(activation, x[i]);
        }
    }

    private static void gateSilu(
            float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(F, gate, gateOffset + i);
            x.div(ExpKernel.exp(x.neg()).add(1))
                    .mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    private static void silu(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i += L) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            x.div(ExpKernel.exp(x.neg()).add(1)).intoArray(values, i);
        }
    }

    /** 0.5 x (1 + tanh u) = x / (1 + e^-2u). */
    private static void gateGeluTanh(
            float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        FloatVector linear = FloatVector.broadcast(F, -2 * GELU_LINEAR);
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(F, gate, gateOffset + i);
            FloatVector power = x.mul(x).mul(-2 * GELU_CUBIC).add(linear).mul(x);
            x.div(ExpKernel.exp(power).add(1))
                    .mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    private static void geluTanh(float[] values, int offset, int count) {
        FloatVector linear = FloatVector.broadcast(F, -2 * GELU_LINEAR);
        for (int i = offset; i < offset + count; i += L) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            FloatVector power = x.mul(x).mul(-2 * GELU_CUBIC).add(linear).mul(x);
            x.div(ExpKernel.exp(power).add(1)).intoArray(values, i);
        }
    }

    private static void gateGelu(
            float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(F, gate, gateOffset + i);
            FloatVector size = x.abs().mul(SQRT_HALF);
            FloatVector t = FloatVector.broadcast(F, 1).div(size.mul(0.5f).add(1));
            FloatVector power = t.fma(FloatVector.broadcast(F, T9), FloatVector.broadcast(F, T8));
            power = power.fma(t, FloatVector.broadcast(F, T7));
            power = power.fma(t, FloatVector.broadcast(F, T6));
            power = power.fma(t, FloatVector.broadcast(F, T5));
            power = power.fma(t, FloatVector.broadcast(F, T4));
            power = power.fma(t, FloatVector.broadcast(F, T3));
            power = power.fma(t, FloatVector.broadcast(F, T2));
            power = power.fma(t, FloatVector.broadcast(F, T1));
            power = power.fma(t, FloatVector.broadcast(F, T0));
            FloatVector tail = ExpKernel.expOfSmall(power.sub(size.mul(size))).mul(t).mul(0.5f);
            VectorMask<Float> positive = x.compare(VectorOperators.GT, 0);
            tail.blend(tail.neg().add(1), positive)
                    .mul(x)
                    .mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    /** x (1 + erf(x / √2)) / 2, where (1 - erf |y|) / 2 is the tail on either side. */
    private static void gelu(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i += L) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            FloatVector size = x.abs().mul(SQRT_HALF);
            FloatVector t = FloatVector.broadcast(F, 1).div(size.mul(0.5f).add(1));
            FloatVector power = t.fma(FloatVector.broadcast(F, T9), FloatVector.broadcast(F, T8));
            power = power.fma(t, FloatVector.broadcast(F, T7));
            power = power.fma(t, FloatVector.broadcast(F, T6));
            power = power.fma(t, FloatVector.broadcast(F, T5));
            power = power.fma(t, FloatVector.broadcast(F, T4));
            power = power.fma(t, FloatVector.broadcast(F, T3));
            power = power.fma(t, FloatVector.broadcast(F, T2));
            power = power.fma(t, FloatVector.broadcast(F, T1));
            power = power.fma(t, FloatVector.broadcast(F, T0));
            FloatVector tail = ExpKernel.expOfSmall(power.sub(size.mul(size))).mul(t).mul(0.5f);
            VectorMask<Float> positive = x.compare(VectorOperators.GT, 0);
            tail.blend(tail.neg().add(1), positive).mul(x).intoArray(values, i);
        }
    }

    private static void gateRelu(
            float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(F, gate, gateOffset + i);
            x.blend(0, x.compare(VectorOperators.LE, 0))
                    .mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    private static void relu(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i += L) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(values, i);
        }
    }

    private static float activate(Activation activation, float x) {
        return switch (activation) {
            case SILU -> x / (ExpKernel.exp(-x) + 1);
            case GELU_TANH -> x / (ExpKernel.exp((x * x * (-2 * GELU_CUBIC) + -2 * GELU_LINEAR) * x) + 1);
            case GELU -> gelu(x);
            case RELU -> x <= 0 ? 0 : x;
        };
    }

    private static float gelu(float x) {
        float size = Math.abs(x) * SQRT_HALF;
        float t = 1 / (size * 0.5f + 1);
        float power = Math.fma(t, T9, T8);
        power = Math.fma(power, t, T7);
        power = Math.fma(power, t, T6);
        power = Math.fma(power, t, T5);
        power = Math.fma(power, t, T4);
        power = Math.fma(power, t, T3);
        power = Math.fma(power, t, T2);
        power = Math.fma(power, t, T1);
        power = Math.fma(power, t, T0);
        float tail = ExpKernel.exp(power - size * size) * t * 0.5f;
        return (x > 0 ? -tail + 1 : tail) * x;
    }

    /** See {@link hearth.compute.Backend#clampedGate}. */
    static void clampedGate(float[] gate, float[] up, float[] out, int offset, int count, float limit, float slope) {
        int end = offset + count;
        int whole = end - count % L;
        for (int i = offset; i < whole; i += L) {
            FloatVector g = FloatVector.fromArray(F, gate, i);
            FloatVector u = FloatVector.fromArray(F, up, i);
            g = g.blend(limit, g.compare(VectorOperators.GT, limit));
            u = u.blend(limit, u.compare(VectorOperators.GT, limit));
            u = u.blend(-limit, u.compare(VectorOperators.LT, -limit));
            g.div(ExpKernel.exp(g.mul(-slope)).add(1)).mul(u.add(1)).intoArray(out, i);
        }
        for (int i = whole; i < end; i++) {
            float g = gate[i] > limit ? limit : gate[i];
            float u = up[i] > limit ? limit : up[i] < -limit ? -limit : up[i];
            out[i] = g / (ExpKernel.exp(g * -slope) + 1) * (u + 1);
        }
    }

    /** c · tanh(s / c) = c - 2c / (e^(2s/c) + 1). */
    static void softcap(float[] x, int offset, int count, float cap) {
        int end = offset + count;
        int whole = end - count % L;
        for (int i = offset; i < whole; i += L) {
            FloatVector power = ExpKernel.exp(FloatVector.fromArray(F, x, i).mul(2 / cap));
            FloatVector.broadcast(F, cap)
                    .sub(FloatVector.broadcast(F, 2 * cap).div(power.add(1)))
                    .intoArray(x, i);
        }
        for (int i = whole; i < end; i++) {
            x[i] = cap - 2 * cap / (ExpKernel.exp(x[i] * (2 / cap)) + 1);
        }
    }
}
