package hearth.testkit.disk;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/** Attributes whose change may fail. */
final class FaultyAttributes implements PosixFileAttributeView {
    private final FaultyDisk disk;
    private final PosixFileAttributeView real;

    FaultyAttributes(FaultyDisk disk, PosixFileAttributeView real) {
        this.disk = disk;
        this.real = real;
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void change(Action action) throws IOException {
        disk.change(() -> {
            action.run();
            return null;
        }, Optional.empty());
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return real.readAttributes();
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        change(() -> real.setPermissions(permissions));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        change(() -> real.setGroup(group));
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
        change(() -> real.setTimes(modified, accessed, created));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return real.getOwner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        change(() -> real.setOwner(owner));
    }
}
