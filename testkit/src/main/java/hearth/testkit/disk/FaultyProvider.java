package hearth.testkit.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Passes every call on to the real file system; those that change something go through {@link FaultyDisk#change}. */
final class FaultyProvider extends FileSystemProvider {
    private static final Set<OpenOption> WRITING = Set.of(
            StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.DELETE_ON_CLOSE);

    private final FileSystemProvider real;

    FaultyProvider(FileSystemProvider real) {
        this.real = real;
    }

    private static FaultyDisk disk(Path path) {
        return ((FaultyPath) path).disk();
    }

    private static Path real(Path path) {
        return FaultyDisk.real(path);
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** A change of an entry of a folder, which is done or not; {@code note} remembers how to undo it. */
    private static void change(Path path, Action note, Action action) throws IOException {
        disk(path).change(() -> {
            note.run();
            action.run();
            return null;
        }, Optional.empty());
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("made by FaultyDisk only");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("made by FaultyDisk only");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("made by FaultyDisk only");
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean exists = Files.exists(real(path), LinkOption.NOFOLLOW_LINKS);
        boolean writes = options.stream().anyMatch(WRITING::contains);
        boolean changes = writes && (!exists || options.contains(StandardOpenOption.TRUNCATE_EXISTING));
        if (!changes) {
            return new FaultyChannel(disk(path), real(path), real.newFileChannel(real(path), options, attributes));
        }
        return disk(path).change(() -> {
            FileChannel channel = real.newFileChannel(real(path), options, attributes);
            if (!exists) {
                disk(path).changes().created(real(path));
            }
            return new FaultyChannel(disk(path), real(path), channel);
        }, Optional.empty());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        DirectoryStream<Path> entries = real.newDirectoryStream(real(folder), entry -> filter.accept(folder.resolve(entry.getFileName())));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> each = entries.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Path next() {
                        return folder.resolve(each.next().getFileName());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                entries.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (Files.exists(real(folder))) {
            real.createDirectory(real(folder), attributes); // fails, and changes nothing
        }
        change(folder, () -> disk(folder).changes().created(real(folder)), () -> real.createDirectory(real(folder), attributes));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        change(link, () -> disk(link).changes().created(real(link)), () -> real.createSymbolicLink(real(link), real(target), attributes));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        change(link, () -> disk(link).changes().created(real(link)), () -> real.createLink(real(link), real(existing)));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return link.getFileSystem().getPath(real.readSymbolicLink(real(link)).toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        if (!Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
            real.delete(real(path)); // fails, and changes nothing
        }
        change(path, () -> disk(path).changes().deleting(real(path)), () -> real.delete(real(path)));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("a copy is many calls; none of ours is made so");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        if (!Files.exists(real(source), LinkOption.NOFOLLOW_LINKS)) {
            real.move(real(source), real(target), options); // fails, and changes nothing
        }
        change(target, () -> disk(target).changes().moving(real(source), real(target)), () -> real.move(real(source), real(target), options));
    }

    @Override
    public boolean isSameFile(Path first, Path second) throws IOException {
        return real.isSameFile(real(first), real(second));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        if (type == PosixFileAttributeView.class) {
            PosixFileAttributeView view = real.getFileAttributeView(real(path), PosixFileAttributeView.class, options);
            return type.cast(view == null ? null : new FaultyAttributes(disk(path), view));
        }
        if (type == BasicFileAttributeView.class) {
            return real.getFileAttributeView(real(path), type, options);
        }
        throw new UnsupportedOperationException(type + " is used by nobody here");
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
        return real.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        change(path, () -> {}, () -> real.setAttribute(real(path), attribute, value, options));
    }
}
