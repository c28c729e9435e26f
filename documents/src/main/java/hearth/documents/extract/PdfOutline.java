package hearth.documents.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;

/** The bookmarks of a PDF, as headings of the pages they lead to. */
final class PdfOutline {
    private static final int MAX_ITEMS = 5000;
    private static final int MAX_LEVEL = 6;

    private final Map<Integer, List<Entry>> byPage = new HashMap<>();
    private int count;

    private record Entry(int level, String title) {}

    private PdfOutline() {}

    static PdfOutline of(PDDocument document) {
        PdfOutline outline = new PdfOutline();
        PDOutlineNode root = document.getDocumentCatalog().getDocumentOutline();
        if (root != null) {
            Map<COSDictionary, Integer> pages = new HashMap<>();
            int number = 0;
            for (PDPage page : document.getPages()) {
                number++;
                pages.put(page.getCOSObject(), number);
            }
            outline.add(document, root, 1, pages);
        }
        return outline;
    }

    private void add(PDDocument document, PDOutlineNode parent, int level, Map<COSDictionary, Integer> pages) {
        for (PDOutlineItem item = parent.getFirstChild(); item != null && count < MAX_ITEMS; item = item.getNextSibling()) {
            count++;
            Integer page = page(document, item, pages);
            String title = item.getTitle();
            if (page != null && title != null && !title.isBlank()) {
                byPage.computeIfAbsent(page, _ -> new ArrayList<>()).add(new Entry(level, title.strip().replaceAll("\\s+", " ")));
            }
            if (level < MAX_LEVEL) {
                add(document, item, level + 1, pages);
            }
        }
    }

    /** A bookmark that leads nowhere is none. */
    private static Integer page(PDDocument document, PDOutlineItem item, Map<COSDictionary, Integer> pages) {
        try {
            PDPage page = item.findDestinationPage(document);
            return page == null ? null : pages.get(page.getCOSObject());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Puts the headings of a page where their words stand on it, or at its beginning. */
    void mark(int page, int start, TextBuilder out) {
        List<Entry> entries = byPage.getOrDefault(page, List.of());
        if (entries.isEmpty()) {
            return;
        }
        String text = out.from(start).toString();
        int from = 0;
        for (Entry entry : entries) {
            int at = text.indexOf(entry.title(), from);
            from = at < 0 ? from : at;
            out.mark(start + from, entry.level(), entry.title());
        }
    }
}
