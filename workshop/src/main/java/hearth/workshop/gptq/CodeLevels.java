package hearth.workshop.gptq;

import java.util.Arrays;

/** What the codes of a type stand for, in units of their scale: whole numbers in a row, or a table of ascending ones. */
final class CodeLevels {
    private final int low;
    private final float[] values;
    private final boolean even;

    private CodeLevels(int low, float[] values, boolean even) {
        this.low = low;
        this.values = values;
        this.even = even;
    }

    /** Code 0 stands for {@code low}, the last one for {@code high}. */
    static CodeLevels even(int low, int high) {
        float[] values = new float[high - low + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + i;
        }
        return new CodeLevels(low, values, true);
    }

    static CodeLevels table(float... ascending) {
        return new CodeLevels(0, ascending.clone(), false);
    }

    /** The code nearest to a value in units of the scale. */
    int code(float value) {
        if (even) {
            return Math.clamp(Math.round((double) value) - low, 0, values.length - 1);
        }
        int found = Arrays.binarySearch(values, value);
        if (found >= 0) {
            return found;
        }
        int above = -found - 1;
        if (above == 0) {
            return 0;
        }
        return above == values.length || value - values[above - 1] < values[above] - value ? above - 1 : above;
    }

    float value(int code) {
        return values[code];
    }
}
