package hearth.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth studio}. */
@Command(
        name = "studio",
        description = "Open Hearth's web pages: chat, models, downloads, the server and this machine. Starts the server if none runs.",
        footer = {
            "%nThe options but --no-browser are those of 'hearth serve'; without effect if a server runs already.",
            "%nExamples:",
            "  hearth studio",
            "  hearth studio --port 8080 --no-browser"
        })
final class StudioCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    private ServeArguments arguments;

    @Option(names = "--no-browser", description = "Only print the address.")
    private boolean noBrowser;

    StudioCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServeSettings settings = arguments.settings(services.io().variables(), services.store());
        int port = settings.server().binding().port();
        if (port != 0) {
            String url = local(settings.url(port));
            switch (StudioProbe.ask(url)) {
                case STUDIO -> {
                    show(url);
                    return ExitCode.OK;
                }
                case OTHER -> throw new CommandException(
                        "another program than this Hearth answers at " + url + "; choose a free port with --port");
                case NOBODY -> {
                    // Ours will.
                }
            }
        }
        return new Serving(services).run(settings, url -> show(local(url)));
    }

    /** A server that listens everywhere is found on this machine. */
    private static String local(String url) {
        return url.replaceFirst("//0\\.0\\.0\\.0:", "//127.0.0.1:").replaceFirst("//\\[::]:", "//[::1]:");
    }

    private void show(String url) {
        services.io().out().println(url + "/");
        services.io().out().flush();
        if (!noBrowser && services.io().terminals().out()) {
            new Browser(services.io().variables()).open(url + "/");
        }
    }
}
