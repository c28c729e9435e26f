package hearth.studio.workshop;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.model.ServedModel;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model to work on: one of the store, a GGUF file, or a folder with safetensors weights.
 *
 * @param title for people
 * @param stored if it is of the store
 */
record WorkSource(String title, Path path, Optional<ServedModel> stored) {
    /** What a page named: a path if it looks like one, else a name of the store. */
    static WorkSource find(WorkshopParts parts, String field, String text) {
        if (text.startsWith("/") || text.startsWith("~") || text.startsWith(".") || text.matches("(?s)(\\\\|[A-Za-z]:[\\\\/]).*")) {
            Path path = parts.places().require(field, text);
            return new WorkSource(path.getFileName().toString(), path, Optional.empty());
        }
        ServedModel model = parts.directory().require(text);
        return new WorkSource(model.name(), model.weights(), Optional.of(model));
    }

    boolean isFolder() {
        return Files.isDirectory(path);
    }

    /** A folder is read as the GGUF file it would be converted to. */
    GgufFile open() {
        return isFolder() ? Conversion.open(path, ConversionOptions.defaults()) : GgufFile.open(path);
    }

    /** As {@link #open}, for an answer: what is wrong with the file is told. */
    GgufFile openToShow() {
        try {
            return open();
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }
}
