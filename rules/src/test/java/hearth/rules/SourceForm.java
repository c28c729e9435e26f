package hearth.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form that every Java file has. It checks; nobody's file is rewritten. */
final class SourceForm {
    static final int MAIN_COLUMNS = 160;
    /** Tests hold texts and tables that read better in one line. */
    static final int TEST_COLUMNS = 250;

    static final int MAIN_LINES = 600;
    private static final Pattern IMPORT = Pattern.compile("import (static )?([\\w.]+(?:\\.\\*)?);");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

    private final List<String> problems = new ArrayList<>();
    private final List<String> lines;
    private final String text;
    private final boolean isTest;

    private SourceForm(String text, boolean isTest) {
        this.text = text;
        this.lines = text.lines().toList();
        this.isTest = isTest;
    }

    /** What is wrong with a file, each with its line; empty when nothing is. */
    static List<String> problems(String text, boolean isTest) {
        SourceForm form = new SourceForm(text, isTest);
        form.checkLines();
        form.checkEnd();
        form.checkImports();
        return form.problems;
    }

    private void add(int line, String problem) {
        problems.add("line " + (line + 1) + ": " + problem);
    }

    private void checkLines() {
        int most = isTest ? TEST_COLUMNS : MAIN_COLUMNS;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.indexOf('\t') >= 0) {
                add(i, "a tab");
            }
            if (!line.isEmpty() && Character.isWhitespace(line.charAt(line.length() - 1))) {
                add(i, "blanks at the end");
            }
            if (line.length() > most) {
                add(i, line.length() + " columns, of at most " + most);
            }
            if (line.isEmpty() && i > 0 && lines.get(i - 1).isEmpty() && !insideText(i)) {
                add(i, "two empty lines");
            }
        }
        if (!isTest && lines.size() > MAIN_LINES) {
            add(lines.size() - 1, lines.size() + " lines, of at most " + MAIN_LINES);
        }
    }

    /** Whether a line is inside a text block, which may look as it likes. */
    private boolean insideText(int line) {
        long marks = lines.subList(0, line).stream().mapToLong(each -> each.split("(?<!\\\\)\"\"\"", -1).length - 1L).sum();
        return marks % 2 == 1;
    }

    private void checkEnd() {
        if (text.indexOf('\r') >= 0) {
            add(0, "line ends of Windows");
        }
        if (!text.endsWith("\n") || text.endsWith("\n\n")) {
            add(lines.size() - 1, "the file must end with one line end");
        }
    }

    private void checkImports() {
        String last = "";
        boolean wasStatic = true;
        Set<String> words = words();
        for (int i = 0; i < lines.size(); i++) {
            Matcher found = IMPORT.matcher(lines.get(i));
            if (!found.matches()) {
                continue;
            }
            boolean isStatic = found.group(1) != null;
            String name = found.group(2);
            if (isStatic && !wasStatic) {
                add(i, "static imports come first");
            } else if (isStatic == wasStatic && name.compareTo(last) <= 0) {
                add(i, "import of " + name + " is out of order or twice");
            }
            String simple = name.substring(name.lastIndexOf('.') + 1);
            if (simple.equals("*")) {
                add(i, "import of a whole package");
            } else if (!words.contains(simple)) {
                add(i, "import of " + name + " is not used");
            }
            last = name;
            wasStatic = isStatic;
        }
    }

    /** All words outside the imports; Javadoc counts. */
    private Set<String> words() {
        Set<String> words = new HashSet<>();
        lines.stream().filter(line -> !IMPORT.matcher(line).matches()).forEach(line -> {
            Matcher found = WORD.matcher(line);
            while (found.find()) {
                words.add(found.group());
            }
        });
        return words;
    }
}
