package hearth.server.answer;

import hearth.server.call.AnswerEvent;
import java.io.IOException;

/** Takes the events of one call, on the call's own thread. */
@FunctionalInterface
public interface AnswerSink {
    /** @throws IOException if nobody is there to take it: the call is cancelled */
    void on(AnswerEvent event) throws IOException;
}
