package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B", "999, 999 B", "1000, 1 KB", "1500, 1.5 KB", "9999, 10.0 KB", "10500, 10 KB", "91730000, 91 MB", "2000000000, 2 GB",
        "4661224676, 4.7 GB", "1200000000000000, 1200 TB"
    })
    void showsBytesInPowersOfAThousand(long count, String expected) {
        assertThat(Display.bytes(count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, Less than a second ago", "0, Less than a second ago", "1, 1 second ago", "59, 59 seconds ago", "60, About a minute ago",
        "119, About a minute ago", "120, 2 minutes ago", "3599, 59 minutes ago", "3600, About an hour ago", "7200, 2 hours ago",
        "172799, 2 days ago", "169200, 47 hours ago", "172800, 2 days ago", "1123200, 13 days ago", "1209600, 2 weeks ago",
        "5184000, 2 months ago", "63072000, 2 years ago"
    })
    void showsAgesInOneUnit(long seconds, String expected) {
        assertThat(Display.ago(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "1500, 1K", "134515008, 134.52M", "1100048384, 1.1B", "7000000000, 7B", "8030261248, 8.0B"})
    void showsParameterCounts(long count, String expected) {
        assertThat(Display.parameterCount(count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s", "12, 12ns", "1500, 1.5µs", "35250000, 35.25ms", "1234567891, 1.234567891s", "62500000000, 1m2.5s",
        "3723000000000, 1h2m3s"
    })
    void showsDurationsAsGoDoes(long nanos, String expected) {
        assertThat(Display.goDuration(nanos)).isEqualTo(expected);
    }
}
