package hearth.store.pull;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.store.Digest;
import hearth.store.InvalidNameException;
import hearth.store.ModelName;
import hearth.store.ModelReference.HubModel;
import hearth.store.StoreException;
import hearth.store.fetch.FetchException;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.Wanted;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Pulls a GGUF file of a Hugging Face repository, or all parts of a split one, found through the hub's list of files. */
final class HubSource implements Source {
    private static final String ENDPOINT = "https://huggingface.co";
    private static final int MAX_LIST_BYTES = 16 << 20;

    @Override
    public byte[] fetch(ModelName name, PullSource wanted, PullSession session) {
        HubModel model = (HubModel) wanted.reference();
        Map<String, String> environment = session.web().options().environment();
        String endpoint = environment.getOrDefault("HF_ENDPOINT", ENDPOINT).replaceAll("/+$", "");
        String repository = model.organisation() + "/" + model.repository();
        Map<String, String> headers = headers(environment);
        session.status("pulling file list");
        List<HubFile> files = files(endpoint, repository, headers, session);
        List<HubFile> parts = HubFile.choose(files, model.selector()).parts(files);
        if (wanted.digest().isPresent() && (parts.size() > 1
                || parts.getFirst().digest().isPresent() && !wanted.digest().equals(parts.getFirst().digest()))) {
            throw new StoreException("the hub offers another file than expected");
        }
        requireSpaceForOthers(parts, session);
        List<Fetched> fetched = new ArrayList<>();
        for (HubFile part : parts) {
            URI uri = address(endpoint + "/" + repository + "/resolve/main/" + encode(part.path()));
            Optional<Digest> digest = wanted.digest().or(part::digest);
            String label = digest.map(Digest::shortHex).orElse(part.fileName());
            fetched.add(session.fetch(new Wanted(uri, headers, digest, OptionalLong.of(part.sizeBytes()), label)));
        }
        return WeightsManifest.write(session.store(), fetched, model.text()).toBytes();
    }

    /** A disk too small for all parts is told before the first; that one, which may have begun to arrive, is checked when it is fetched. */
    private static void requireSpaceForOthers(List<HubFile> parts, PullSession session) {
        long bytes = parts.stream().filter(part -> !session.has(part.digest())).skip(1).mapToLong(HubFile::sizeBytes).sum();
        if (bytes > 0) {
            session.requireSpace(bytes);
        }
    }

    private static List<HubFile> files(String endpoint, String repository, Map<String, String> headers, PullSession session) {
        URI uri = address(endpoint + "/api/models/" + repository + "/tree/main?recursive=true");
        try {
            byte[] bytes = session.web().getBytes(uri, headers, MAX_LIST_BYTES, "file list", session.cancellation());
            List<HubFile> files = new ArrayList<>();
            for (Object item : Json.parseArray(new String(bytes, StandardCharsets.UTF_8))) {
                file(item).ifPresent(files::add);
            }
            return files;
        } catch (JsonException e) {
            throw new StoreException("the hub's file list is not valid: " + e.getMessage(), e);
        } catch (FetchException e) {
            throw switch (e.status()) {
                case 401, 403 -> new StoreException("the repository does not exist or needs a token in HF_TOKEN", e);
                case 404 -> new StoreException("the repository does not exist", e);
                default -> e;
            };
        }
    }

    private static Optional<HubFile> file(Object item) {
        if (!(item instanceof Map<?, ?> json) || !"file".equals(json.get("type"))
                || !(json.get("path") instanceof String path) || !(json.get("size") instanceof Long size) || size < 0) {
            return Optional.empty();
        }
        Optional<Digest> digest = Optional.empty();
        if (json.get("lfs") instanceof Map<?, ?> lfs && lfs.get("oid") instanceof String oid) {
            try {
                digest = Optional.of(new Digest(oid.startsWith("sha256:") ? oid.substring(7) : oid));
            } catch (InvalidNameException e) {
                return Optional.empty();
            }
        }
        return Optional.of(new HubFile(path, size, digest));
    }

    private static Map<String, String> headers(Map<String, String> environment) {
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        return token.matches("[\\x21-\\x7e]{1,1000}") ? Map.of("Authorization", "Bearer " + token) : Map.of();
    }

    private static URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new StoreException("HF_ENDPOINT is not a web address", e);
        }
    }

    private static String encode(String path) {
        StringBuilder encoded = new StringBuilder();
        for (String part : path.split("/")) {
            encoded.append(encoded.isEmpty() ? "" : "/").append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return encoded.toString();
    }
}
