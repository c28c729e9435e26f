package hearth.studio.job;

import java.io.IOException;

/** Keeps the list of jobs between two starts. */
public interface JobArchive {
    /** The text of last time; empty if there is none. */
    String load() throws IOException;

    void save(String text) throws IOException;
}
