package hearth.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Finds out who answers at an address. */
final class StudioProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Who answers. */
    enum Answer {
        STUDIO,
        OTHER,
        NOBODY
    }

    private StudioProbe() {}

    static Answer ask(String url) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/studio/index.html")).timeout(PATIENCE).build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains("hearth-studio") ? Answer.STUDIO : Answer.OTHER;
        } catch (ConnectException e) {
            return Answer.NOBODY;
        } catch (IOException e) {
            return Answer.OTHER;
        }
    }
}
