package hearth.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a user may write to mean a model. A closed set; {@link #parse} looks only at the text, never at disk or network. */
public sealed interface ModelReference {
    /** The name the store keeps it under; empty for a file or folder, which is used where it lies. */
    Optional<ModelName> storeName();

    /** The text that parses to this reference. */
    String text();

    /** A model of an Ollama-compatible registry. */
    record RegistryModel(ModelName name) implements ModelReference {
        @Override
        public Optional<ModelName> storeName() {
            return Optional.of(name);
        }

        @Override
        public String text() {
            return name.display();
        }
    }

    /**
     * A GGUF file of a Hugging Face repository.
     *
     * @param selector quantization or file name, in any letter case; empty means the usual choice
     */
    record HubModel(String organisation, String repository, Optional<String> selector) implements ModelReference {
        public HubModel {
            new ModelName(HUB_HOST, organisation, repository, selector.orElse(ModelName.DEFAULT_TAG));
        }

        @Override
        public Optional<ModelName> storeName() {
            return Optional.of(new ModelName(HUB_HOST, organisation, repository, selector.orElse(ModelName.DEFAULT_TAG)));
        }

        @Override
        public String text() {
            return HUB_HOST + "/" + organisation + "/" + repository + selector.map(s -> ":" + s).orElse("");
        }
    }

    /** A GGUF file at a web address. */
    record UrlModel(URI uri) implements ModelReference {
        public UrlModel {
            String scheme = uri.getScheme();
            if (scheme == null || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
                    || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getPath() == null
                    || !uri.getPath().toLowerCase(Locale.ROOT).endsWith(GGUF) || uri.getRawFragment() != null) {
                throw new InvalidNameException(uri.toString(), "expected https://host/path/file.gguf");
            }
        }

        /** Two addresses with one file name must not share a store name, so the tag comes from the whole address. */
        @Override
        public Optional<ModelName> storeName() {
            String path = uri.getPath();
            String stem = path.substring(path.lastIndexOf('/') + 1, path.length() - GGUF.length());
            String model = stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("\\.{2,}", ".").replaceAll("^[^A-Za-z0-9_]+|\\.+$", "");
            String cut = model.substring(0, Math.min(60, model.length())).replaceAll("\\.+$", "");
            String host = uri.getHost().replace("[", "ipv6-").replace("]", "").replace(':', '-');
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String name = cut.isEmpty() || isReserved(cut) ? "model-" + cut : cut;
            return Optional.of(new ModelName(host + port, "url", name, Digest.of(uri.toString()).shortHex()));
        }

        private static boolean isReserved(String stem) {
            return stem.toLowerCase(Locale.ROOT).matches("(con|prn|aux|nul|com[1-9]|lpt[1-9])(\\..*)?");
        }

        @Override
        public String text() {
            return uri.toString();
        }
    }

    /** Weights that come inside Python packages; several packages hold the pieces of one file, in order. */
    record PipModel(List<PipPackage> packages) implements ModelReference {
        public PipModel {
            packages = List.copyOf(packages);
            if (packages.isEmpty() || packages.size() > 64) {
                throw new InvalidNameException(PIP, "expected 1 to 64 packages");
            }
        }

        @Override
        public Optional<ModelName> storeName() {
            PipPackage first = packages.getFirst();
            return Optional.of(new ModelName("pip", "package", first.name(), first.version()));
        }

        @Override
        public String text() {
            return PIP + String.join("+", packages.stream().map(PipPackage::requirement).toList());
        }
    }

    /** One pinned Python package. The narrow alphabet means that no name can be read as an option of pip. */
    record PipPackage(String name, String version) {
        public PipPackage {
            if (!name.matches("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?") || name.contains("..")) {
                throw new InvalidNameException(name, "not a Python package name");
            }
            if (!version.matches("[0-9](?:[A-Za-z0-9.-]{0,78}[A-Za-z0-9])?") || version.contains("..")) {
                throw new InvalidNameException(version, "not a package version");
            }
        }

        public String requirement() {
            return name + "==" + version;
        }
    }

    /** A GGUF file or a model folder on this machine. */
    record LocalModel(Path path) implements ModelReference {
        @Override
        public Optional<ModelName> storeName() {
            return Optional.empty();
        }

        @Override
        public String text() {
            return path.toString();
        }
    }

    String HUB_HOST = "hf.co";
    String PIP = "pip:";
    String GGUF = ".gguf";

    /** Reads {@code text}; throws {@link InvalidNameException} when it is none of the known forms. */
    static ModelReference parse(String text) {
        if (text.isBlank()) {
            throw new InvalidNameException(text, "it is empty");
        }
        if (text.startsWith(PIP)) {
            return parsePip(text);
        }
        if (text.startsWith("https://") || text.startsWith("http://")) {
            return parseUrl(text);
        }
        if (looksLikePath(text)) {
            return parsePath(text);
        }
        return named(text);
    }

    private static ModelReference parsePip(String text) {
        List<PipPackage> packages = new ArrayList<>();
        for (String requirement : text.substring(PIP.length()).split("\\+", -1)) {
            int equals = requirement.indexOf("==");
            if (equals < 0) {
                throw new InvalidNameException(text, "expected pip:NAME==VERSION");
            }
            packages.add(new PipPackage(requirement.substring(0, equals), requirement.substring(equals + 2)));
        }
        return new PipModel(packages);
    }

    private static ModelReference parseUrl(String text) {
        try {
            URI uri = new URI(text);
            String path = uri.getPath();
            if (path != null && path.toLowerCase(Locale.ROOT).endsWith(GGUF)) {
                // A page of the hub about a file means the file.
                return new UrlModel(isHub(uri.getHost()) ? new URI(text.replaceFirst("/blob/", "/resolve/")) : uri);
            }
            return named(text.substring(text.indexOf("://") + 3));
        } catch (URISyntaxException e) {
            throw new InvalidNameException(text, "not a web address");
        }
    }

    private static ModelReference named(String text) {
        ModelName name = ModelName.parse(text);
        if (!isHub(name.host())) {
            return new RegistryModel(name);
        }
        Optional<String> selector = Optional.of(name.tag()).filter(tag -> !tag.equals(ModelName.DEFAULT_TAG));
        return new HubModel(name.namespace(), name.model(), selector);
    }

    private static boolean isHub(String host) {
        return host != null && (host.equalsIgnoreCase(HUB_HOST) || host.equalsIgnoreCase("huggingface.co"));
    }

    private static boolean looksLikePath(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return text.startsWith("/") || text.startsWith("\\") || text.startsWith("./") || text.startsWith("../")
                || text.startsWith(".\\") || text.startsWith("..\\") || text.equals(".") || text.equals("..")
                || text.startsWith("~") || lower.matches("[a-z]:[/\\\\].*")
                || (lower.endsWith(GGUF) || lower.endsWith(".safetensors")) && !lower.matches("(hf\\.co|huggingface\\.co)/.*");
    }

    private static ModelReference parsePath(String text) {
        try {
            return new LocalModel(Path.of(text));
        } catch (InvalidPathException e) {
            throw new InvalidNameException(text, "not a path");
        }
    }
}
