package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/** What a flight recording tells of requests. */
class FlightRecordingTest extends SchedulerFixture {
    @Test
    void requestsPromptsAndStepsAreRecorded() throws IOException, InterruptedException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("hearth.Request");
            recording.enable("hearth.Prefill");
            recording.enable("hearth.Step");
            recording.start();
            open(OPTIONS);
            scheduler.submit(request(40, 'a', 3)).await();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);

        assertThat(named(events, "hearth.Step")).hasSize(4);
        assertThat(named(events, "hearth.Step")).extracting(event -> event.getInt("rows")).contains(32, 8, 1);
        assertThat(named(events, "hearth.Prefill").getFirst().getInt("promptTokens")).isEqualTo(40);
        RecordedEvent request = named(events, "hearth.Request").getFirst();
        assertThat(request.getString("outcome")).isEqualTo("LENGTH");
        assertThat(request.getString("reuseLimit")).isEqualTo("NO_MATCH");
        assertThat(request.getInt("generatedTokens")).isEqualTo(3);
        assertThat(request.getDuration("promptTime")).isPositive();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    }
}
