package hearth.server.http;

import hearth.server.call.ApiException;
import hearth.server.wire.ErrorForm;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the route of a request. */
final class Router {
    private final List<Route> routes;
    private final ErrorForms elsewhere;

    /** @param elsewhere forms of the errors for paths without a route */
    Router(List<Route> routes, ErrorForms elsewhere) {
        this.routes = List.copyOf(routes);
        this.elsewhere = elsewhere;
    }

    /** A route and what its path's names stand for. */
    record Match(Route route, Map<String, String> parameters) {}

    /**
     * The route of a request. {@code HEAD} is answered by the route of {@code GET} unless it has its own.
     *
     * @param rawPath still encoded
     * @throws ApiException NOT_FOUND or METHOD_NOT_ALLOWED
     */
    Match match(String method, String rawPath) {
        List<String> segments = Route.segments(rawPath).stream().map(Router::decoded).toList();
        Optional<Match> own = find(method, segments);
        if (own.isEmpty() && method.equals("HEAD")) {
            own = find("GET", segments);
        }
        return own.orElseThrow(() -> missing(method, segments));
    }

    /** How errors of this path are written, whether or not it has a route of this method. */
    ErrorForm errors(String rawPath) {
        try {
            List<String> segments = Route.segments(rawPath).stream().map(Router::decoded).toList();
            return routes.stream()
                    .filter(route -> route.match(segments).isPresent())
                    .map(Route::errors)
                    .findFirst()
                    .orElseGet(() -> elsewhere.of(segments));
        } catch (ApiException e) {
            return elsewhere.of(Route.segments(rawPath));
        }
    }

    private Optional<Match> find(String method, List<String> segments) {
        for (Route route : routes) {
            if (route.method().equals(method)) {
                Optional<Map<String, String>> parameters = route.match(segments);
                if (parameters.isPresent()) {
                    return Optional.of(new Match(route, parameters.get()));
                }
            }
        }
        return Optional.empty();
    }

    private ApiException missing(String method, List<String> segments) {
        TreeSet<String> methods = new TreeSet<>();
        routes.stream().filter(route -> route.match(segments).isPresent()).forEach(route -> methods.add(route.method()));
        if (methods.isEmpty()) {
            return new ApiException(ApiException.Kind.NO_SUCH_PATH, "there is nothing at this path");
        }
        return new ApiException(ApiException.Kind.METHOD_NOT_ALLOWED,
                method + " is not allowed here, only " + String.join(", ", methods));
    }

    private static String decoded(String segment) {
        try {
            // A plus sign is a plain character in a path.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.Kind.INVALID_REQUEST, "the path is not encoded correctly");
        }
    }
}
