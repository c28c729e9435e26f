package hearth.studio;

import hearth.studio.file.PrivateFile;
import hearth.studio.job.JobArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The list of jobs in a file of the studio's folder. */
record KeptJobs(Path file) implements JobArchive {
    private static final long MAX_BYTES = 64L << 20;

    @Override
    public String load() throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("the list of jobs has more than " + MAX_BYTES + " bytes");
        }
        return Files.readString(file);
    }

    @Override
    public void save(String text) throws IOException {
        PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
