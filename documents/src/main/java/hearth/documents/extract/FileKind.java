package hearth.documents.extract;

import java.util.Locale;
import java.util.Set;

/** Kinds of files, by their first bytes and their names. */
public enum FileKind {
    PDF,
    WORD,
    HTML,
    MARKDOWN,
    CODE,
    TEXT;

    /** Bytes that {@link #of} wants to see. */
    public static final int HEAD_BYTES = 8192;

    private static final Set<String> CODE_ENDINGS = Set.of(
            "bash", "bat", "c", "cc", "cfg", "clj", "cmake", "conf", "cpp", "cs", "css", "cu", "cxx", "dart", "diff", "el", "erl", "ex", "f90",
            "fs", "go", "gradle", "graphql", "groovy", "h", "hpp", "hs", "ini", "ipynb", "java", "jl", "js", "json", "jsonl", "jsx", "kt",
            "kts", "less", "lisp", "lua", "m", "mjs", "ml", "nim", "nix", "patch", "php", "pl", "pom", "properties", "proto", "ps1", "py", "r",
            "rb", "rs", "sass", "scala", "scm", "scss", "sh", "sql", "svelte", "swift", "tcl", "tex", "tf", "toml", "ts", "tsx", "vb", "vue",
            "xml", "xsd", "yaml", "yml", "zig", "zsh");
    private static final Set<String> CODE_NAMES = Set.of("dockerfile", "makefile", "cmakelists.txt", "jenkinsfile", "rakefile", "gemfile");

    /** What users may bring, in words. */
    public static final String KNOWN = "PDF, Word (docx), HTML, Markdown, plain text and source code";

    /**
     * The kind of a file.
     *
     * @param head its first bytes
     * @throws Unreadable if it is of no kind that can be read
     */
    static FileKind of(String name, byte[] head) throws Unreadable {
        String lower = name.toLowerCase(Locale.ROOT);
        String ending = lower.substring(lower.lastIndexOf('.') + 1);
        if (pdfAt(head)) {
            return PDF;
        }
        if (startsWith(head, 'P', 'K', 3, 4)) {
            if (ending.equals("docx") || ending.equals("docm")) {
                return WORD;
            }
            throw new Unreadable("is an archive or another kind of office file; what can be read: " + KNOWN);
        }
        if (startsWith(head, 0xD0, 0xCF, 0x11, 0xE0)) {
            throw new Unreadable("is a file of old Word or Excel versions, or is protected by a password; save it as docx first");
        }
        if (ending.equals("pdf") || ending.equals("docx")) {
            throw new Unreadable("is not what its name says: it does not begin as " + ending.toUpperCase(Locale.ROOT) + " files do");
        }
        if (CharacterCoding.isBinary(head)) {
            throw new Unreadable("is not text; what can be read: " + KNOWN);
        }
        return switch (ending) {
            case "html", "htm", "xhtml" -> HTML;
            case "md", "markdown", "mdx" -> MARKDOWN;
            default -> CODE_ENDINGS.contains(ending) && !ending.equals(lower) || CODE_NAMES.contains(lower) ? CODE : TEXT;
        };
    }

    /** Some programs write a little before the mark. */
    private static boolean pdfAt(byte[] head) {
        for (int i = 0; i + 5 <= Math.min(head.length, 1024); i++) {
            if (head[i] == '%' && head[i + 1] == 'P' && head[i + 2] == 'D' && head[i + 3] == 'F' && head[i + 4] == '-') {
                return i == 0 || CharacterCoding.isBinary(head);
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] head, int... wanted) {
        if (head.length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if ((head[i] & 0xFF) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
