package hearth.clients;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Collects what LangChain4j streams. */
final class Streamed implements StreamingChatResponseHandler {
    final StringBuffer text = new StringBuffer();
    final StringBuffer thinking = new StringBuffer();
    final List<CompleteToolCall> calls = new ArrayList<>();
    private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

    @Override
    public void onPartialResponse(String piece) {
        text.append(piece);
    }

    @Override
    public void onPartialThinking(PartialThinking piece) {
        thinking.append(piece.text());
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        calls.add(call);
    }

    @Override
    public void onCompleteResponse(ChatResponse whole) {
        response.complete(whole);
    }

    @Override
    public void onError(Throwable error) {
        response.completeExceptionally(error);
    }

    ChatResponse response() throws InterruptedException, TimeoutException, ExecutionException {
        return response.get(60, TimeUnit.SECONDS);
    }
}
