package hearth.store.pull;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.InvalidNameException;
import hearth.store.StoreException;
import hearth.store.fetch.FetchException;
import hearth.store.fetch.WebClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the hub's web interface is asked: repositories by words, the files of one, addresses. */
final class HubClient {
    private static final String ENDPOINT = "https://huggingface.co";
    private static final int MAX_LIST_BYTES = 16 << 20;
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}/[A-Za-z0-9_][A-Za-z0-9._-]{0,95}");

    private final WebClient web;
    private final String endpoint;
    private final Map<String, String> headers;

    HubClient(WebClient web) {
        Map<String, String> environment = web.options().environment();
        this.web = web;
        this.endpoint = environment.getOrDefault("HF_ENDPOINT", ENDPOINT).replaceAll("/+$", "");
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        this.headers = token.matches("[\\x21-\\x7e]{1,1000}") ? Map.of("Authorization", "Bearer " + token) : Map.of();
    }

    /** Sent along with each request. */
    Map<String, String> headers() {
        return headers;
    }

    /** Where a file of a repository is. */
    URI address(String repository, HubFile file) {
        return address(endpoint + "/" + repository + "/resolve/main/" + encode(file.path()));
    }

    /** All files of a repository. */
    List<HubFile> files(String repository, Cancellation cancellation) {
        try {
            List<HubFile> files = new ArrayList<>();
            for (Object item : list("/api/models/" + repository + "/tree/main?recursive=true", cancellation)) {
                file(item).ifPresent(files::add);
            }
            return files;
        } catch (FetchException e) {
            throw switch (e.status()) {
                case 401, 403 -> new StoreException("the repository does not exist or needs a token in HF_TOKEN", e);
                case 404 -> new StoreException("the repository does not exist", e);
                default -> e;
            };
        }
    }

    /** Repositories with GGUF files whose names have these words, those that are loaded most first. */
    List<HubRepository> search(String words, int most, Cancellation cancellation) {
        String query = "/api/models?filter=gguf&sort=downloads&direction=-1&limit=" + most + "&search="
                + URLEncoder.encode(words, StandardCharsets.UTF_8);
        List<HubRepository> found = new ArrayList<>();
        for (Object item : list(query, cancellation)) {
            if (found.size() < most) {
                repository(item).ifPresent(found::add);
            }
        }
        return found;
    }

    private List<Object> list(String pathAndQuery, Cancellation cancellation) {
        try {
            byte[] bytes = web.getBytes(address(endpoint + pathAndQuery), headers, MAX_LIST_BYTES, "file list", cancellation);
            return Json.parseArray(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new StoreException("the hub's file list is not valid: " + e.getMessage(), e);
        }
    }

    /** What has no name that can be asked for is no repository to us. */
    private static Optional<HubRepository> repository(Object item) {
        if (!(item instanceof Map<?, ?> json) || !(json.get("id") instanceof String id) || !isRepository(id)) {
            return Optional.empty();
        }
        long downloads = json.get("downloads") instanceof Long count ? count : 0;
        long likes = json.get("likes") instanceof Long count ? count : 0;
        String updated = json.get("lastModified") instanceof String time && time.length() <= 40 ? time : "";
        boolean gated = json.get("gated") instanceof String || Boolean.TRUE.equals(json.get("gated"));
        return Optional.of(new HubRepository(id, downloads, likes, updated, gated));
    }

    /** Whether a text is OWNER/NAME. */
    static boolean isRepository(String text) {
        return REPOSITORY.matcher(text).matches() && !text.contains("..");
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
