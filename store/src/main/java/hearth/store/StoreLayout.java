package hearth.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The only place where names and digests become paths. Every result lies below the store's root, whatever the name.
 *
 * <p>{@code blobs/sha256-HEX}, {@code manifests/HOST/NAMESPACE/MODEL/TAG}; an unfinished download is
 * {@code blobs/sha256-HEX-partial-ID} with a journal {@code blobs/sha256-HEX-partial-ID.OWNER} beside it;
 * {@code splits/HEX} has links to the blobs of a model in several files; {@code packed/sha256-HEX-LAYOUT} is a blob's weights as a device packed them.
 */
public final class StoreLayout {
    private static final String PARTIAL = "-partial-";
    private static final String BLOB = "sha256-";
    private static final String UPLOAD = ".upload-";
    private final Path root;

    StoreLayout(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    public Path blobs() {
        return below("blobs");
    }

    public Path manifests() {
        return below("manifests");
    }

    /** The file whose lock guards manifests and the removal of blobs. */
    public Path lockFile() {
        return below(".hearth.lock");
    }

    public Path blob(Digest digest) {
        return below("blobs", BLOB + digest.hex());
    }

    /** The digest of the blob with this file name; empty if the file is something else. */
    public static Optional<Digest> digest(String fileName) {
        return fileName.matches(BLOB + "[0-9a-f]{64}") ? Optional.of(new Digest(fileName.substring(BLOB.length()))) : Optional.empty();
    }

    public Path manifest(ModelName name) {
        return below("manifests", name.host(), name.namespace(), name.model(), name.tag());
    }

    /** A private folder for a helper process, next to the blobs so that it shares their disk. */
    public Path scratch(long id) {
        return below("blobs", ".scratch-" + ProcessHandle.current().pid() + "-" + Long.toHexString(id));
    }

    /** A private file for a blob that a client brings. */
    public Path upload(long id) {
        return below("blobs", UPLOAD + ProcessHandle.current().pid() + "-" + Long.toHexString(id));
    }

    /** Whether a file of this name among the blobs holds, or held, one that a client brings. */
    public static boolean isUpload(String fileName) {
        return fileName.startsWith(UPLOAD);
    }

    /** Data of an unfinished download of what {@code key} stands for: a blob's digest, or that of its web address. */
    public Path partialData(Digest key, long id) {
        return below("blobs", partialPrefix(key) + Long.toHexString(id));
    }

    /** Journal of the same download; {@code owner} is letters, digits and dashes. */
    public Path partialJournal(Digest key, long id, String owner) {
        if (!owner.matches("[a-z0-9-]{1,80}")) {
            throw new IllegalArgumentException("not an owner mark");
        }
        return below("blobs", partialPrefix(key) + Long.toHexString(id) + "." + owner);
    }

    /** How the file names of all unfinished downloads of {@code key} start; the id in hexadecimal follows. */
    public static String partialPrefix(Digest key) {
        return BLOB + key.hex() + PARTIAL;
    }

    /** The folder of the links that give the blobs of one split model their file names; {@code key} stands for them. */
    public Path split(Digest key) {
        return below("splits", key.hex());
    }

    /** The folder of the copies of weights that devices packed. */
    public Path packed() {
        return below("packed");
    }

    /** How the paths of all packed copies of this blob start; a dash and the layout follow. */
    public Path packed(Digest blob) {
        return below("packed", BLOB + blob.hex());
    }

    private Path below(String first, String... more) {
        Path path = root.resolve(Path.of(first, more)).normalize();
        if (!path.startsWith(root) || path.getNameCount() != root.getNameCount() + 1 + more.length) {
            throw new InvalidNameException(String.join("/", more), "it leaves the store");
        }
        return path;
    }
}
