package hearth.server.answer;

import hearth.server.call.ApiException;
import java.util.Arrays;

/** Cuts vectors. */
final class Vectors {
    private Vectors() {}

    /** The first values, at unit length again. */
    static float[] cut(float[] vector, int dimensions) {
        if (dimensions > vector.length) {
            throw ApiException.invalid("dimensions", "is " + dimensions + " but the model's vectors have " + vector.length);
        }
        float[] cut = Arrays.copyOf(vector, dimensions);
        double sum = 0;
        for (float value : cut) {
            sum += (double) value * value;
        }
        double length = Math.sqrt(sum);
        for (int i = 0; i < cut.length && length > 0; i++) {
            cut[i] = (float) (cut[i] / length);
        }
        return cut;
    }
}
