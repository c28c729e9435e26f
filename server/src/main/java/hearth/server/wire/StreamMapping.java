package hearth.server.wire;

import hearth.server.call.AnswerEvent;
import hearth.server.call.ApiException;
import java.util.List;

/** Turns the events of one call into the frames of one dialect. Pure: events in, frames out; keeps what it needs between events. */
public interface StreamMapping {
    List<Frame> on(AnswerEvent event);

    /** After the last event of a call that succeeded. */
    List<Frame> end();

    /** The call failed after the stream had begun. Nothing follows. */
    List<Frame> failed(ApiException failure);
}
