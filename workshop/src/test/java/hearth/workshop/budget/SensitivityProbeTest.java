package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.TensorType;
import hearth.format.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensitivityProbeTest {
    private static final TensorType[] TYPES = {TensorType.Q3_K, TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K, TensorType.F16};

    private static TensorChoices tensor(double... errors) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < TYPES.length; i++) {
            choices.add(new Choice(new Encoding(TYPES[i], false), TYPES[i].byteSize(256), errors[i]));
        }
        return new TensorChoices(new TensorInfo("t", TensorType.F16, List.of(256L), 0, 0, 512), "group", choices);
    }

    private static TensorType nearest(double bits, double... errors) {
        return SensitivityProbe.nearest(tensor(errors), bits).encoding().type();
    }

    @Test
    void takesTheTypeNearestToTheWantedBits() {
        assertThat(nearest(4.6, 4, 1, 0.25, 0.06, 0)).isEqualTo(TensorType.Q4_K);
        assertThat(nearest(6.9, 4, 1, 0.25, 0.06, 0)).isEqualTo(TensorType.Q6_K);
    }

    @Test
    void doesNotTakeTheTypeThatTheSourceWasMadeOf() {
        assertThat(nearest(4.6, 4, 1e-6, 0.25, 0.06, 0)).isEqualTo(TensorType.Q5_K);
        assertThat(nearest(4.6, 4, 0, 0.25, 0.06, 0)).isEqualTo(TensorType.Q5_K);
    }

    @Test
    void takesWhatThereIsWhereNothingIsLost() {
        assertThat(nearest(4.6, 0, 0, 0, 0, 0)).isEqualTo(TensorType.Q4_K);
    }
}
