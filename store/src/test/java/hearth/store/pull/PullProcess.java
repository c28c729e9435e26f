package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.DownloadOptions;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pull in a Java process of its own, to be run beside others or killed: arguments are store folder, model name, host. */
public final class PullProcess {
    private PullProcess() {}

    public static void main(String[] arguments) {
        ModelStore store = ModelStore.open(Path.of(arguments[0]));
        DownloadOptions options = new DownloadOptions(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5), 3,
                Duration.ofMillis(20), PullFixture.CONNECTIONS, PullFixture.PART, 0, Set.of(arguments[2]), Map.of());
        ModelReference reference = new ModelReference.RegistryModel(ModelName.parse(arguments[1]));
        new Puller(store, options).pull(PullFixture.planOf(reference), _ -> {}, new Cancellation());
    }

    static Process start(Path store, ModelName name, String host) throws IOException {
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), PullProcess.class.getName(),
                store.toString(), name.display(), host))
                .inheritIO().start();
    }
}
