package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script with JDKs and a Maven that only write down how they were called. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "readlink", "dirname", "find", "mv", "cp", "mkdir", "rm", "cat", "grep", "sed", "head", "tail", "touch", "sleep", "stty");

    @TempDir
    private Path folder;

    private Path home;
    private Path bin;
    private Path jvms;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<Process, Path[]> streams = new HashMap<>();

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "the launcher is a POSIX shell script");
        folder = folder.toRealPath();
        home = Files.createDirectories(folder.resolve("user home"));
        jvms = Files.createDirectories(folder.resolve("jvms"));
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Path real = Path.of("/usr/bin", tool);
            script(bin.resolve(tool), "#!/bin/sh\nexec " + (Files.exists(real) ? real : Path.of("/bin", tool)) + " \"$@\"\n");
        }
        variables.put("PATH", bin.toString());
        variables.put("HOME", home.toString());
        variables.put("HEARTH_JVM_DIRS", jvms.toString());
    }

    @Test
    void usesJavaHomeWhenItIsNewEnough() throws Exception {
        Path distribution = distribution();
        Path jdk = jdk("mine", "25.0.3");
        jdk("other", "25.0.1");
        variables.put("JAVA_HOME", jdk.toString());
        Outcome outcome = start(distribution.resolve("hearth"), "list", "two words", "");
        assertThat(outcome.err()).isEqualTo("hearth: preparing fast starts (ten seconds, once) ...\n");
        assertThat(outcome.out()).startsWith(jdk + " ").contains("-jar " + distribution.resolve("lib/hearth.jar") + " [list] [two words] []");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void passesOverOldAndIncompleteJdksAndPrefersTheOldestThatWillDo() throws Exception {
        Path distribution = distribution();
        variables.put("JAVA_HOME", jdk("old", "17.0.9").toString());
        jdk("young", "27");
        Path wanted = jdk("wanted", "25.0.3");
        Path stripped = jdk("a-runtime-without-vectors", "25.0.3");
        Files.writeString(stripped.resolve("release"), "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base java.net.http\"\n");
        assertThat(start(distribution.resolve("hearth")).out()).startsWith(wanted + " ");
    }

    @Test
    void findsAJdkThroughTheJavaOnThePath() throws Exception {
        Path distribution = distribution();
        Path jdk = jdk("elsewhere", "26.0.1");
        Path moved = Files.move(jdk, folder.resolve("opt-jdk"));
        Files.createSymbolicLink(bin.resolve("java"), moved.resolve("bin/java"));
        assertThat(start(distribution.resolve("hearth")).out()).startsWith(moved + " ");
    }

    @Test
    void saysWhichJdkToInstallWhenThereIsNone() throws Exception {
        variables.put("JAVA_HOME", jdk("old", "21.0.2").toString());
        Outcome outcome = start(distribution().resolve("hearth"), "list");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("Error: Hearth needs a JDK, version 25 or newer").contains("Temurin 25", "JAVA_HOME");
    }

    @Test
    void worksThroughLinksFromAnywhereAndHandsOnTheExitCode() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        Path link = Files.createSymbolicLink(folder.resolve("relative"), folder.relativize(distribution.resolve("hearth")));
        Path second = Files.createSymbolicLink(home.resolve("hearth"), link);
        variables.put("FAKE_EXIT", "7");
        Outcome outcome = start(second, "rm");
        assertThat(outcome.out()).contains("-jar " + distribution.resolve("lib/hearth.jar") + " [rm]");
        assertThat(outcome.code()).isEqualTo(7);
    }

    @Test
    void remembersTheJdkUntilItIsGone() throws Exception {
        Path distribution = distribution();
        Path first = jdk("first", "25.0.3");
        start(distribution.resolve("hearth"));
        Path cheaper = jdk("a", "25.0.3");
        assertThat(start(distribution.resolve("hearth")).out()).startsWith(first + " ");
        Files.move(first, folder.resolve("gone"));
        assertThat(start(distribution.resolve("hearth")).out()).startsWith(cheaper + " ");
    }

    @Test
    void makesTheStartCacheOnceForEachJdk() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        Outcome first = start(distribution.resolve("hearth"), "list");
        Outcome second = start(distribution.resolve("hearth"), "list");
        Path cache = distribution.resolve("lib/hearth-25.0.3.aot");
        assertThat(first.err()).contains("preparing");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("-XX:AOTCache=" + cache);
        assertThat(cache).hasContent("cache");
        assertThat(second.out()).contains("-Xbootclasspath/a:" + distribution.resolve("lib/start-25.0.3.jar"));
    }

    @Test
    void makesTheStartCacheAgainWhenTheStartClassesAreGone() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        start(distribution.resolve("hearth"), "list");
        Files.delete(distribution.resolve("lib/start-25.0.3.jar"));
        assertThat(start(distribution.resolve("hearth"), "list").err()).contains("preparing");
        assertThat(distribution.resolve("lib/start-25.0.3.jar")).hasContent("classes");
    }

    /** Few counts are enough only where the cache has the rest: kernels optimized on too few are slow for long. */
    @Test
    void asksForKernelsAtFewerCountsOnlyWithACacheThatFits() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        String few = "CompileThresholdScaling,hearth.compute.cpu.*::*,0.02";
        assertThat(start(distribution.resolve("hearth"), "run").out()).contains(few);
        variables.put("HEARTH_JAVA_OPTS", "-Xmx3g");
        assertThat(start(distribution.resolve("hearth"), "run").out()).doesNotContain(few).contains("CompileThresholdScaling");
        variables.put("HEARTH_JAVA_OPTS", "-XX:UseAVX=2");
        assertThat(start(distribution.resolve("hearth"), "run").out()).contains("-XX:AOTMode=off").doesNotContain("AOTCache=");
        variables.remove("HEARTH_JAVA_OPTS");
        variables.put("FAKE_NO_CACHE", "1");
        Files.delete(distribution.resolve("lib/hearth-25.0.3.aot"));
        assertThat(start(distribution.resolve("hearth"), "run").out()).doesNotContain(few).contains("CompileThresholdScaling");
    }

    /** From four processors on the JVM has two threads that optimize, or more, by itself. */
    @Test
    void asksForASecondOptimizingThreadOnFewProcessors() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        script(bin.resolve("getconf"), "#!/bin/sh\necho 2\n");
        assertThat(start(distribution.resolve("hearth"), "run").out()).contains(" -XX:CICompilerCount=3 ");
        script(bin.resolve("getconf"), "#!/bin/sh\necho 4\n");
        assertThat(start(distribution.resolve("hearth"), "run").out()).doesNotContain("CICompilerCount");
        Files.delete(bin.resolve("getconf"));
        assertThat(start(distribution.resolve("hearth"), "run").out()).doesNotContain("CICompilerCount");
    }

    @Test
    void startsWithoutACacheWhereTheJdkMakesNone() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        variables.put("FAKE_NO_CACHE", "1");
        assertThat(start(distribution.resolve("hearth"), "list").out()).contains(" [list]");
        Outcome second = start(distribution.resolve("hearth"), "list");
        assertThat(second.out()).contains(" [list]");
        assertThat(second.err()).isEmpty();
    }

    @Test
    void addsTheUsersJvmOptions() throws Exception {
        Path distribution = distribution();
        jdk("jdk", "25.0.3");
        variables.put("HEARTH_JAVA_OPTS", "-Xmx3g -Done=1");
        assertThat(start(distribution.resolve("hearth")).out()).contains(" -Xmx3g -Done=1 -jar ");
    }

    @Test
    void asksForHugePagesWhereWeightsAreLoadedUnlessTheUserSaidSomethingAboutThem() throws Exception {
        Path launcher = distribution().resolve("hearth");
        jdk("jdk", "25.0.3");
        assertThat(start(launcher, "run").out()).endsWith("tunables=glibc.malloc.hugetlb=1\n");
        assertThat(start(launcher, "list").out()).endsWith("tunables=\n");
        variables.put("GLIBC_TUNABLES", "glibc.malloc.check=0");
        assertThat(start(launcher, "run").out()).endsWith("tunables=glibc.malloc.check=0:glibc.malloc.hugetlb=1\n");
        variables.put("GLIBC_TUNABLES", "glibc.malloc.hugetlb=0");
        assertThat(start(launcher, "run").out()).endsWith("tunables=glibc.malloc.hugetlb=0\n");
    }

    @Test
    void buildsOnceWhenTwoStartTogether() throws Exception {
        Path checkout = checkout();
        jdk("jdk", "25.0.3");
        Process one = process(checkout.resolve("hearth"), "one");
        Process two = process(checkout.resolve("hearth"), "two");
        Outcome first = outcome(one);
        Outcome second = outcome(two);
        assertThat(first.out()).contains(" [one]");
        assertThat(second.out()).contains(" [two]");
        assertThat(builds(checkout)).isEqualTo(1);
        assertThat(first.err() + second.err()).containsOnlyOnce("hearth: building");
    }

    @Test
    void buildsAgainOnlyWhenASourceChanged() throws Exception {
        Path checkout = checkout();
        jdk("jdk", "25.0.3");
        start(checkout.resolve("hearth"));
        start(checkout.resolve("hearth"));
        assertThat(builds(checkout)).isEqualTo(1);
        Path source = checkout.resolve("cli/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        start(checkout.resolve("hearth"));
        assertThat(builds(checkout)).isEqualTo(2);
    }

    @Test
    void takesAJarThatMavenBuiltByHand() throws Exception {
        Path checkout = checkout();
        jdk("jdk", "25.0.3");
        Files.createDirectories(checkout.resolve("cli/target"));
        Files.writeString(checkout.resolve("cli/target/hearth.jar"), "by hand");
        Files.setLastModifiedTime(checkout.resolve("cli/target/hearth.jar"), FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(start(checkout.resolve("hearth"), "list").err()).doesNotContain("building");
        assertThat(checkout.resolve("cli/target/run/hearth.jar")).hasContent("by hand");
    }

    @Test
    void showsWhyABuildFailedAndTriesAgainNextTime() throws Exception {
        Path checkout = checkout();
        jdk("jdk", "25.0.3");
        variables.put("FAKE_MAVEN_FAILS", "1");
        Outcome failed = start(checkout.resolve("hearth"), "list");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("[ERROR] cannot find symbol", "Error: the build failed");
        variables.remove("FAKE_MAVEN_FAILS");
        assertThat(start(checkout.resolve("hearth"), "list").code()).isZero();
    }

    @Test
    void asksForMavenWhenThereIsNone() throws Exception {
        Path checkout = checkout();
        jdk("jdk", "25.0.3");
        Files.delete(bin.resolve("mvn"));
        Outcome outcome = start(checkout.resolve("hearth"), "list");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("needs Maven").contains("apt install maven");
    }

    @Test
    void takesOverTheLockOfADeadBuilder() throws Exception {
        Path checkout = checkout();
        jdk("jdk", "25.0.3");
        Path lock = Files.createDirectories(checkout.resolve("cli/target/run/lock"));
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        assertThat(start(checkout.resolve("hearth"), "list").code()).isZero();
        assertThat(lock).doesNotExist();
    }

    private Path distribution() throws IOException {
        Path root = Files.createDirectories(folder.resolve("dist ribution"));
        Files.createDirectories(root.resolve("lib"));
        Files.writeString(root.resolve("lib/hearth.jar"), "jar");
        return copyLauncher(root);
    }

    private Path checkout() throws IOException {
        Path root = Files.createDirectories(folder.resolve("check out"));
        Files.createDirectories(root.resolve("cli/src/main/java"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("cli/pom.xml"), "<project/>");
        Files.writeString(root.resolve("cli/src/main/java/A.java"), "class A {}");
        script(bin.resolve("mvn"), """
                #!/bin/sh
                [ -z "$FAKE_MAVEN_FAILS" ] || { echo '[INFO] hm'; echo '[ERROR] cannot find symbol'; exit 1; }
                echo build >>builds
                mkdir -p cli/target
                sleep 0.2
                echo jar >cli/target/hearth.jar
                """);
        return copyLauncher(root);
    }

    private static Path copyLauncher(Path root) throws IOException {
        Path source = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(source.resolve("hearth"))) {
            source = source.getParent();
        }
        Files.copy(source.resolve("hearth"), root.resolve("hearth"));
        Files.setPosixFilePermissions(root.resolve("hearth"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return root;
    }

    private static long builds(Path checkout) throws IOException {
        return Files.readAllLines(checkout.resolve("builds")).size();
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(jvms.resolve(name));
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"),
                "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base jdk.incubator.vector\"\n");
        script(jdk.resolve("bin/java"), """
                #!/bin/sh
                last=
                for argument in "$@"; do
                    [ "$last" != --start-classes ] || { printf classes >"$argument"; exit 0; }
                    last=$argument
                    case $argument in
                        -XX:AOTCacheOutput=*)
                            [ -z "$FAKE_NO_CACHE" ] || exit 1
                            printf cache >"${argument#*=}"
                            exit 0 ;;
                    esac
                done
                printf '%s' "${0%/bin/java}"
                for argument in "$@"; do
                    case $argument in
                        -* | /*) printf ' %s' "$argument" ;;
                        *) printf ' [%s]' "$argument" ;;
                    esac
                done
                echo " tunables=${GLIBC_TUNABLES:-}"
                exit "${FAKE_EXIT:-0}"
                """);
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        return jdk;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome start(Path launcher, String... arguments) throws Exception {
        return outcome(process(launcher, arguments));
    }

    private Process process(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.redirectOutput(Files.createTempFile(folder, "out", "").toFile());
        builder.redirectError(Files.createTempFile(folder, "err", "").toFile());
        Process process = builder.start();
        streams.put(process, new Path[] {builder.redirectOutput().file().toPath(), builder.redirectError().file().toPath()});
        return process;
    }

    private Outcome outcome(Process process) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the launcher ends").isTrue();
        Path[] files = streams.get(process);
        return new Outcome(process.exitValue(), Files.readString(files[0], StandardCharsets.UTF_8),
                Files.readString(files[1], StandardCharsets.UTF_8));
    }
}
