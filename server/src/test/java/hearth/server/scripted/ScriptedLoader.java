package hearth.server.scripted;

import hearth.server.call.ApiException;
import hearth.server.model.ModelFacts;
import hearth.server.model.ModelLoader;
import hearth.server.model.ModelRunner;
import hearth.server.model.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Loads scripted models, as slowly as a test wants. */
public final class ScriptedLoader implements ModelLoader {
    /** Names of the models that were loaded, in order. */
    public final List<String> loads = Collections.synchronizedList(new ArrayList<>());

    public final List<ScriptedRunner> runners = Collections.synchronizedList(new ArrayList<>());

    /** Loads wait for a permit. */
    public final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

    public volatile long bytes = 100;
    public volatile boolean fails;
    public volatile boolean embeds;
    public volatile boolean ranks;
    public volatile boolean chats = true;
    public volatile List<String> words = List.of("Hello", ",", " world", "!");
    /** What models of these names say instead. */
    public final Map<String, List<String>> scripts = new ConcurrentHashMap<>();

    /** What runs after the first one say, if anything else. */
    public volatile List<String> laterWords = List.of();
    public volatile Duration pause = Duration.ZERO;

    @Override
    public Need need(ServedModel model, LoadWish wish) {
        return new Need(bytes, wish.contextLength() > 0 ? Math.min(wish.contextLength(), 8192) : 4096, 4);
    }

    @Override
    public ModelRunner load(ServedModel model, LoadWish wish) {
        permits.acquireUninterruptibly();
        loads.add(model.name());
        if (fails) {
            throw new ApiException(ApiException.Kind.INTERNAL, "model " + model.name() + " can't be run: it is broken");
        }
        Need need = need(model, wish);
        ModelFacts facts = new ModelFacts(need.contextLength(), 1 << 20, need.slots(), need.bytes(), chats, true, true, embeds, ranks);
        ScriptedRunner runner = new ScriptedRunner(facts, scripts.getOrDefault(model.name(), words), laterWords, pause);
        runners.add(runner);
        return runner;
    }

    /** The runner that was loaded last. */
    public ScriptedRunner last() {
        return runners.getLast();
    }
}
