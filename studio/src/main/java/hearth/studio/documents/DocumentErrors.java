package hearth.studio.documents;

import hearth.documents.DocumentsException;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.io.IOException;

/** What goes wrong with documents, as answers. */
final class DocumentErrors {
    private DocumentErrors() {}

    /** Something that is done with documents. */
    interface Action<T> {
        T run() throws IOException;
    }

    static <T> T explained(Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (DocumentsException e) {
            Kind kind = switch (e.kind()) {
                case NOT_FOUND -> Kind.NOT_FOUND;
                case INVALID, UNREADABLE, CANCELLED -> Kind.INVALID_REQUEST;
                case TOO_LARGE -> Kind.TOO_LARGE;
                case BUSY -> Kind.CONFLICT;
                case DAMAGED -> Kind.INTERNAL;
            };
            throw new ApiException(kind, e.getMessage(), e);
        }
    }
}
