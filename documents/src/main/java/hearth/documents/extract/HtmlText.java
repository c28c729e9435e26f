package hearth.documents.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** The text a reader of a web page sees. Runs in the process that reads. */
final class HtmlText implements NodeVisitor {
    private static final Set<String> HIDDEN = Set.of("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "button");
    private static final Set<String> CELLS = Set.of("td", "th");

    private final TextBuilder out;
    private final StringBuilder block = new StringBuilder();
    private Element hidden;
    private int preformatted;
    private Unreadable failure;

    private HtmlText(TextBuilder out) {
        this.out = out;
    }

    static void read(Path file, TextBuilder out) throws IOException, Unreadable {
        try (InputStream in = Files.newInputStream(file)) {
            Document document = Jsoup.parse(in, null, "");
            HtmlText text = new HtmlText(out);
            String title = document.title();
            if (!title.isBlank() && document.body().selectFirst("h1") == null) {
                out.heading(1, title);
            }
            document.body().traverse(text);
            text.flush();
            if (text.failure != null) {
                throw text.failure;
            }
        }
    }

    @Override
    public void head(Node node, int depth) {
        if (hidden != null || failure != null) {
            return;
        }
        if (node instanceof TextNode text) {
            append(text.getWholeText());
        } else if (node instanceof Element element) {
            String name = element.normalName();
            if (HIDDEN.contains(name) || element.hasAttr("hidden")) {
                hidden = element;
            } else if (name.equals("br")) {
                block.append('\n');
            } else if (isBlock(element)) {
                flush();
                preformatted += name.equals("pre") ? 1 : 0;
                block.append(name.equals("li") ? "- " : "");
            } else if (CELLS.contains(name) && !block.isEmpty()) {
                block.append(" | ");
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node == hidden) {
            hidden = null;
            return;
        }
        if (hidden == null && node instanceof Element element && isBlock(element)) {
            String name = element.normalName();
            int level = name.length() == 2 && name.charAt(0) == 'h' && Character.isDigit(name.charAt(1)) ? name.charAt(1) - '0' : 0;
            if (level > 0) {
                heading(level);
            } else if (name.equals("tr") || name.equals("li")) {
                write(false);
            } else {
                flush();
            }
            preformatted -= name.equals("pre") ? 1 : 0;
        }
    }

    /** Cells stay in the line of their row. */
    private static boolean isBlock(Element element) {
        return element.isBlock() && !CELLS.contains(element.normalName());
    }

    private void append(String text) {
        if (preformatted > 0) {
            block.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
            boolean afterSpace = block.isEmpty() || Character.isWhitespace(block.charAt(block.length() - 1));
            if (!space) {
                block.append(c);
            } else if (!afterSpace) {
                block.append(' ');
            }
        }
    }

    private void heading(int level) {
        try {
            out.heading(level, block.toString());
        } catch (Unreadable e) {
            failure = e;
        }
        block.setLength(0);
    }

    private void flush() {
        write(true);
    }

    private void write(boolean apart) {
        String text = block.toString();
        block.setLength(0);
        try {
            if (!text.strip().equals("-")) {
                if (apart) {
                    out.paragraph(text);
                } else {
                    out.line(text);
                }
            }
        } catch (Unreadable e) {
            failure = e;
        }
    }
}
