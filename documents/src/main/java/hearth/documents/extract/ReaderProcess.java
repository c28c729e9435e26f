package hearth.documents.extract;

import hearth.documents.DocumentsException.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads a file in a Java process of its own, with a heap and a time of its own: a file made to exhaust either ends that process, not
 * the server.
 *
 * @param java the program
 * @param classPath where our classes and the libraries are
 */
public record ReaderProcess(Path java, String classPath) {
    private static final long POLL_MILLIS = 20;
    private static final int OUT_OF_MEMORY = 3;
    private static final int MAX_REASON = 1000;

    /** With the JDK and the classes this program runs with. */
    public static ReaderProcess ofThisProgram() {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        List<String> places = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            String value = System.getProperty(property, "");
            if (!value.isEmpty()) {
                places.add(value);
            }
        }
        return new ReaderProcess(Path.of(System.getProperty("java.home"), "bin", name), String.join(File.pathSeparator, places));
    }

    DocumentText read(FileKind kind, Path file, ReadingLimits limits, BooleanSupplier cancelled) throws IOException, Unreadable {
        Path folder = Files.createTempDirectory("hearth-read-");
        Path result = folder.resolve("text");
        try {
            run(command(kind, file, result, folder, limits), limits, cancelled);
            return result(result);
        } finally {
            Files.deleteIfExists(result);
            Files.deleteIfExists(folder);
        }
    }

    private List<String> command(FileKind kind, Path file, Path result, Path folder, ReadingLimits limits) {
        return List.of(java.toString(), "-Xmx" + limits.heapMegabytes() + "m", "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "-Xshare:auto", "-Djava.awt.headless=true", "-Djava.io.tmpdir=" + folder,
                "-cp", classPath, ReadWorker.class.getName(), kind.name(), file.toAbsolutePath().toString(), result.toString(),
                String.valueOf(limits.characters()), String.valueOf(limits.pages()), String.valueOf(limits.partBytes()));
    }

    private static void run(List<String> command, ReadingLimits limits, BooleanSupplier cancelled) throws IOException, Unreadable {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            long end = System.nanoTime() + limits.time().toNanos();
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    throw new Unreadable(Kind.CANCELLED, "reading it was cancelled");
                }
                if (System.nanoTime() > end) {
                    throw Unreadable.tooLarge("takes longer than " + limits.time().toSeconds() + " seconds to read");
                }
            }
            if (process.exitValue() == OUT_OF_MEMORY) {
                throw Unreadable.tooLarge("needs more than " + limits.heapMegabytes() + " MiB of memory to read");
            }
            if (process.exitValue() != 0) {
                throw new Unreadable("could not be read: the process that reads ended with code " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreadable(Kind.CANCELLED, "reading it was cancelled");
        } finally {
            process.destroyForcibly();
        }
    }

    private static DocumentText result(Path result) throws IOException, Unreadable {
        try (InputStream in = Files.newInputStream(result)) {
            if (in.read() == ReadWorker.FAILED) {
                String reason = new String(in.readNBytes(MAX_REASON), StandardCharsets.UTF_8);
                int space = reason.indexOf(' ');
                throw new Unreadable(Kind.valueOf(reason.substring(0, space)), reason.substring(space + 1));
            }
        }
        return TextFile.read(result);
    }
}
