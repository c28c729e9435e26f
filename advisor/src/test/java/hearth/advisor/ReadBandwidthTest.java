package hearth.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReadBandwidthTest {
    @Test
    void aMachineReadsBetweenAHundredMegabytesAndTenTerabytesASecond() {
        assertThat(ReadBandwidth.measure(1)).isBetween(1e8, 1e13);
    }

    @Test
    void refusesNoThreads() {
        assertThatThrownBy(() -> ReadBandwidth.measure(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
