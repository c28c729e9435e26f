package hearth.server.http;

import hearth.server.wire.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the frames of one streamed answer; each is sent at once. One thread writes. */
public final class FrameWriter implements AutoCloseable {
    private final OutputStream out;
    private final Form form;

    /** How frames are set apart. */
    public enum Form {
        /** A JSON value a line. */
        NDJSON("application/x-ndjson"),
        /** Server-sent events. */
        EVENTS("text/event-stream");

        private final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }
    }

    FrameWriter(OutputStream out, Form form) {
        this.out = out;
        this.form = form;
    }

    /** Writes these and sends them; a client that is gone is an {@link IOException}. */
    public void write(List<Frame> frames) throws IOException {
        if (frames.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Frame frame : frames) {
            if (form == Form.NDJSON) {
                text.append(frame.data()).append('\n');
            } else {
                if (!frame.event().isEmpty()) {
                    text.append("event: ").append(frame.event()).append('\n');
                }
                text.append("data: ").append(frame.data()).append("\n\n");
            }
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public void write(Frame frame) throws IOException {
        write(List.of(frame));
    }

    /** Ends the answer. */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
