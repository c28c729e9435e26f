package hearth.server.answer;

import hearth.server.call.Answer;
import hearth.server.call.AnswerCollector;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.Caller;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs a call for an exchange and writes what comes, in a dialect's form. */
public final class Replies {
    private static final System.Logger LOG = System.getLogger(Replies.class.getName());

    private Replies() {}

    /** A call that is ready to run: {@code answering.chat(call, caller, sink)}. */
    @FunctionalInterface
    public interface Call {
        void run(Caller caller, AnswerSink sink) throws IOException;
    }

    /** Answers with one JSON value made of the finished choices. */
    public static void whole(Exchange exchange, Call call, Function<List<Answer>, Object> mapping) throws IOException {
        AnswerCollector collector = new AnswerCollector();
        call.run(exchange, collector::on);
        exchange.respondJson(200, mapping.apply(collector.answers()));
    }

    /**
     * Answers with a stream of frames. A failure before the first of them is thrown, so that it gets a status of its own; a later
     * one becomes the stream's last frames.
     */
    public static void stream(Exchange exchange, FrameWriter.Form form, Call call, StreamMapping mapping) throws IOException {
        Stream stream = new Stream(exchange, form);
        try {
            call.run(exchange, event -> stream.write(mapping.on(event)));
            stream.write(mapping.end());
        } catch (RuntimeException e) {
            if (stream.writer.isEmpty()) {
                throw e;
            }
            stream.write(mapping.failed(shown(e, exchange)));
        }
        stream.close();
    }

    private static ApiException shown(RuntimeException e, Exchange exchange) {
        if (e instanceof ApiException known) {
            return known;
        }
        LOG.log(System.Logger.Level.ERROR, exchange.id() + ": failed while streaming", e);
        return new ApiException(Kind.INTERNAL, "internal error; the server's log has the details under " + exchange.id());
    }

    /** Begins the answer with the first frame. */
    private static final class Stream {
        private final Exchange exchange;
        private final FrameWriter.Form form;
        private Optional<FrameWriter> writer = Optional.empty();

        Stream(Exchange exchange, FrameWriter.Form form) {
            this.exchange = exchange;
            this.form = form;
        }

        void write(List<Frame> frames) throws IOException {
            if (frames.isEmpty()) {
                return;
            }
            if (writer.isEmpty()) {
                writer = Optional.of(exchange.stream(form));
            }
            writer.get().write(frames);
        }

        void close() throws IOException {
            if (writer.isEmpty()) {
                writer = Optional.of(exchange.stream(form));
            }
            writer.get().close();
        }
    }
}
