package dev.mcpctl.daemon.oauth;

import dev.mcpctl.daemon.http.Reply;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plain page of ours: no script, nothing from elsewhere, never in a frame. */
final class Page {
    private Page() {}

    static Reply.Whole of(int status, String title, String body) {
        String html =
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%s</title>
                <meta name="viewport" content="width=device-width">
                <style>body{font:16px/1.5 sans-serif;max-width:36em;margin:4em auto;padding:0 1em}\
                button{font:inherit;padding:.5em 1.5em}</style></head>
                <body><h1>%s</h1>
                %s
                </body></html>
                """
                        .formatted(escaped(title), escaped(title), body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "text/html; charset=utf-8");
        headers.put(
                "content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none';"
                        + " base-uri 'none'");
        headers.put("x-frame-options", "DENY");
        headers.put("x-content-type-options", "nosniff");
        headers.put("referrer-policy", "same-origin");
        headers.put("cache-control", "no-store");
        return new Reply.Whole(status, headers, html.getBytes(StandardCharsets.UTF_8));
    }

    /** A paragraph of plain text. */
    static String paragraph(String text) {
        return "<p>" + escaped(text) + "</p>";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
