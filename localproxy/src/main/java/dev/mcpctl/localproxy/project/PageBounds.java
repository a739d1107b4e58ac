package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.Json;

import java.util.ArrayList;
import java.util.List;

/**
 * How large a page of a merged list may get. Generous, since some clients read the first page only.
 */
public record PageBounds(int maxItems, int maxBytes) {
    /** 5,000 items and 8 MiB: half of what one message may have. */
    public static PageBounds standard() {
        return new PageBounds(5_000, 8 * 1024 * 1024);
    }

    /** The items page by page; one empty page when there are none. */
    List<List<Json>> split(List<Json> items) {
        List<List<Json>> pages = new ArrayList<>();
        List<Json> page = new ArrayList<>();
        long bytes = 0;
        for (Json item : items) {
            int size = item.size();
            if (!page.isEmpty() && (page.size() == maxItems || bytes + size > maxBytes)) {
                pages.add(page);
                page = new ArrayList<>();
                bytes = 0;
            }
            page.add(item);
            bytes += size;
        }
        pages.add(page);
        return pages;
    }
}
