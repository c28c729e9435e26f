package hearth.rules;

import java.util.List;

/**
 * Something that compiled code must not use.
 *
 * @param owner class, with slashes; {@code *} at the end for all that begin so, alone for any
 * @param member name of a method or field; {@code *} for any
 * @param descriptor how its descriptor begins
 * @param reason what to do instead, or why not
 * @param allowed classes that may, as the beginning of their names
 */
record Ban(String owner, String member, String descriptor, String reason, List<String> allowed) {
    private static final String CLI = "hearth/cli/";
    private static final String BENCHMARKS = "hearth/benchmarks/";

    /** All of them. */
    static final List<Ban> ALL = List.of(
            of("java/lang/System", "exit", "only the command ends the process", CLI, BENCHMARKS),
            of("java/lang/Runtime", "exit", "only the command ends the process"),
            of("java/lang/Runtime", "halt", "only the command ends the process", CLI),
            of("java/lang/Runtime", "exec", "a shell's words are split; use ProcessBuilder where a process is really needed"),
            of("java/lang/System", "out", "only the command prints; others return or log", CLI, BENCHMARKS),
            of("java/lang/System", "err", "only the command prints; others return or log", CLI, BENCHMARKS),
            of("java/lang/System", "in", "only the command reads what is typed", CLI),
            of("*", "printStackTrace", "()V", "log it with its cause, or let it go on", CLI, BENCHMARKS),
            of("java/lang/System", "gc", "the collector knows better", BENCHMARKS),
            of("java/lang/Runtime", "gc", "the collector knows better"),
            of("java/lang/System", "runFinalization", "nothing is finalized"),
            of("java/lang/Thread", "sleep", "wait for what is to happen, with a time limit; LockSupport.parkNanos where only time passes", BENCHMARKS),
            of("java/lang/Thread", "<init>", "()V", "threads have names: Thread.ofPlatform().name(…)"),
            of("java/lang/Thread", "<init>", "(Ljava/lang/Runnable;)V", "threads have names: Thread.ofPlatform().name(…)"),
            of("java/lang/Thread", "startVirtualThread", "threads have names: Thread.ofVirtual().name(…)"),
            of("java/util/concurrent/Executors", "newVirtualThreadPerTaskExecutor", "threads have names; give a factory"),
            of("java/util/concurrent/Executors", "newCachedThreadPool", "()", "threads have names; give a factory"),
            of("java/util/concurrent/Executors", "newFixedThreadPool", "(I)", "threads have names; give a factory", BENCHMARKS),
            of("java/util/concurrent/Executors", "newSingleThreadExecutor", "()", "threads have names; give a factory"),
            of("java/util/concurrent/Executors", "newScheduledThreadPool", "(I)", "threads have names; give a factory"),
            of("java/util/concurrent/Executors", "newSingleThreadScheduledExecutor", "()", "threads have names; give a factory"),
            of("java/util/concurrent/ForkJoinPool", "commonPool", "the pool of everybody; use the backend's workers"),
            of("*", "parallelStream", "()", "runs on the pool of everybody; use the backend's workers"),
            of("java/util/Timer", "<init>", "dies with the first exception; use a scheduled executor"),
            of("sun/misc/Unsafe", "*", "goes away; use memory segments"),
            of("jdk/internal/*", "*", "not ours to call"),
            of("java/io/ObjectInputStream", "*", "runs code of who wrote the bytes"),
            of("java/beans/XMLDecoder", "*", "runs code of who wrote the text"),
            of("java/lang/foreign/Arena", "global", "never freed; whoever owns memory closes its arena"),
            of("java/lang/foreign/Linker", "*", "native code is for GPU backends only", "hearth/compute/vulkan/"),
            of("java/lang/System", "load", "native code is for GPU backends only", "hearth/compute/vulkan/"),
            of("java/lang/System", "loadLibrary", "native code is for GPU backends only", "hearth/compute/vulkan/"),
            of("java/lang/System", "getProperty", "the command reads properties and passes options", CLI, BENCHMARKS,
                    // The width of a vector is a constant of the process, and these tell what machine it runs on.
                    "hearth/compute/cpu/VectorWidth", "hearth/compute/cpu/PhysicalCores", "hearth/engine/MachineMemory",
                    "hearth/studio/MachineEndpoints",
                    "hearth/documents/extract/ReaderProcess"), // starts a JVM like this one
            of("java/lang/System", "getenv", "the command reads variables and passes options", CLI, BENCHMARKS,
                    "hearth/store/Owners"), // the name of this machine
            of("java/lang/System", "setProperty", "no state for all", CLI),
            of("java/lang/String", "getBytes", "()", "name the charset"),
            of("java/lang/String", "<init>", "([B)", "name the charset"),
            of("java/lang/String", "<init>", "([BII)", "name the charset"),
            of("java/io/InputStreamReader", "<init>", "(Ljava/io/InputStream;)", "name the charset"),
            of("java/io/OutputStreamWriter", "<init>", "(Ljava/io/OutputStream;)", "name the charset"),
            of("java/io/FileReader", "<init>", "use Files.newBufferedReader"),
            of("java/io/FileWriter", "<init>", "use Files.newBufferedWriter"),
            of("java/io/PrintStream", "<init>", "(Ljava/io/OutputStream;)", "name the charset"),
            of("java/io/PrintStream", "<init>", "(Ljava/io/OutputStream;Z)V", "name the charset"),
            of("java/io/ByteArrayOutputStream", "toString", "()", "name the charset"),
            of("java/util/Scanner", "<init>", "(Ljava/io/InputStream;)", "name the charset"),
            of("java/nio/charset/Charset", "defaultCharset", "name the charset"),
            of("java/lang/String", "toLowerCase", "()", "name the locale"),
            of("java/lang/String", "toUpperCase", "()", "name the locale"),
            of("java/lang/String", "format", "(Ljava/lang/String;", "name the locale: some write 1,5 for 1.5"),
            of("java/lang/String", "formatted", "name the locale: some write 1,5 for 1.5", "hearth/testkit/"),
            of("java/io/PrintStream", "printf", "(Ljava/lang/String;", "name the locale: some write 1,5 for 1.5"),
            of("java/io/PrintStream", "format", "(Ljava/lang/String;", "name the locale: some write 1,5 for 1.5"),
            of("java/io/PrintWriter", "printf", "(Ljava/lang/String;", "name the locale: some write 1,5 for 1.5"),
            of("java/lang/Math", "random", "random numbers come from a seeded generator that is passed in"),
            of("java/util/Date", "*", "use java.time"),
            of("java/util/Calendar", "*", "use java.time"),
            of("java/text/SimpleDateFormat", "*", "use java.time"),
            of("java/net/URL", "<init>", "looks names up and takes what is no address; use URI"),
            of("java/io/File", "<init>", "hides why it failed; use Path and Files"));

    private static Ban of(String owner, String member, String reason) {
        return new Ban(owner, member, "", reason, List.of());
    }

    private static Ban of(String owner, String member, String descriptorOrReason, String... more) {
        boolean hasDescriptor = descriptorOrReason.startsWith("(");
        List<String> rest = List.of(more);
        return hasDescriptor
                ? new Ban(owner, member, descriptorOrReason, rest.getFirst(), rest.subList(1, rest.size()))
                : new Ban(owner, member, "", descriptorOrReason, rest);
    }

    /** Whether a use of this member by {@code user} is banned. */
    boolean forbids(String user, String usedOwner, String usedMember, String usedDescriptor) {
        return isOwner(usedOwner)
                && (member.equals("*") || member.equals(usedMember))
                && usedDescriptor.startsWith(descriptor)
                && allowed.stream().noneMatch(user::startsWith);
    }

    private boolean isOwner(String used) {
        return owner.endsWith("*") ? used.startsWith(owner.substring(0, owner.length() - 1)) : used.equals(owner);
    }
}
