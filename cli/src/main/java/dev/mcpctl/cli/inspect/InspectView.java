package dev.mcpctl.cli.inspect;

import dev.mcpctl.cli.inspect.Line.Look;
import dev.mcpctl.cli.inspect.TrafficLog.Entry;
import dev.mcpctl.cli.inspect.TrafficLog.Standing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the screen shows, and what keys do to it. Knows no terminal. One thread. */
final class InspectView {
    private static final int AROUND_LIST = 3; // the bar, the heading, the keys
    private static final int AROUND_EXCHANGE = 2;

    /** The part of the log that is about to be forgotten, as it may be between two frames. */
    private static final int LAST_PART = 8;

    private static final String KEYS =
            "Enter shows one  / filters  Space pauses  arrows, PgUp, PgDn, Home, End  q quits";
    private static final String EXCHANGE_KEYS = "Esc goes back  arrows scroll  q quits";

    private final TrafficLog log;
    private final Optional<String> project;
    private final ShownRows shown;
    private TextFilter filter = TextFilter.NONE;
    private @Nullable String draft; // of a filter that is being typed
    private @Nullable ExchangeView exchange;
    private Standing standing;
    private long next; // the number of the first message that was not looked at
    private @Nullable List<Entry> held; // while paused: what was kept when the pause began
    private boolean isHeldForReader; // the pause began by itself
    private boolean isFollowing = true;
    private int selected;
    private int top;
    private int rows = 1;

    InspectView(TrafficLog log, Optional<String> project) {
        this.log = log;
        this.project = project;
        this.shown = new ShownRows(log);
        this.standing = log.standing();
    }

    /** Takes over what came since the last time; true when the screen is another one for it. */
    boolean refresh() {
        Standing now = log.standing();
        boolean isChanged = !now.equals(standing);
        standing = now;
        if (held == null && !isFollowing && isTopAboutToGo()) {
            held = kept();
            isHeldForReader = true;
        }
        if (held == null && now.passed() > next) {
            List<Entry> came = log.from(next); // perhaps more than had passed just now
            take(came);
            next = came.isEmpty() ? now.passed() : came.getLast().number() + 1;
            forget(now.first());
        }
        return isChanged;
    }

    /** Who reads what passed a while ago would see it slide away: the list is held before that. */
    private boolean isTopAboutToGo() {
        long spare = (standing.passed() - standing.first()) / LAST_PART;
        return filter.isNone()
                && standing.first() > 0
                && top < shown.size()
                && shown.get(top).number() < standing.first() + spare;
    }

    private void take(List<Entry> entries) {
        ExchangeView open = exchange;
        for (Entry entry : entries) {
            if (filter.matches(entry.message())) {
                shown.add(entry);
            }
            if (open != null) {
                open.add(entry.message());
            }
        }
        if (isFollowing) {
            selected = Math.max(0, shown.size() - 1);
        }
    }

    /** Without a filter the log is shown; what a filter finds stays when the log goes on. */
    private void forget(long first) {
        int gone = shown.forget(filter.isNone() ? first : 0);
        selected = Math.max(0, selected - gone);
        top = Math.max(0, top - gone);
    }

    /**
     * Does what a key is for.
     *
     * @param text what was written, with {@link Key#TEXT}
     * @return false when the screen is to close
     */
    boolean press(Key key, String text) {
        if (draft != null) {
            edit(draft, key, text);
            return true;
        }
        if (key == Key.TEXT && text.equals("q")) {
            return false;
        }
        ExchangeView open = exchange;
        if (open != null) {
            scroll(open, key);
        } else {
            browse(key, text);
        }
        return true;
    }

    private void edit(String typed, Key key, String text) {
        switch (key) {
            case TEXT -> draft = typed + text;
            case ERASE -> draft = typed.substring(0, Math.max(0, typed.length() - 1));
            case ESCAPE -> draft = null;
            case ENTER -> {
                draft = null;
                filter(TextFilter.of(typed));
            }
            case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END -> {}
        }
    }

    private void filter(TextFilter wanted) {
        filter = wanted;
        shown.clear();
        for (Entry entry : kept()) {
            if (entry.number() < next && wanted.matches(entry.message())) {
                shown.add(entry);
            }
        }
        isFollowing = true;
        selected = Math.max(0, shown.size() - 1);
    }

    private List<Entry> kept() {
        return held == null ? log.from(standing.first()) : held;
    }

    private void scroll(ExchangeView open, Key key) {
        switch (key) {
            case UP -> open.scroll(-1);
            case DOWN -> open.scroll(1);
            case PAGE_UP -> open.scroll(-rows);
            case PAGE_DOWN -> open.scroll(rows);
            case HOME -> open.toTop();
            case END -> open.toBottom();
            case ESCAPE, ERASE -> exchange = null;
            case ENTER, TEXT -> {}
        }
    }

    private void browse(Key key, String text) {
        switch (key) {
            case UP -> select(selected - 1);
            case DOWN -> select(selected + 1);
            case PAGE_UP -> select(selected - rows);
            case PAGE_DOWN -> select(selected + rows);
            case HOME -> select(0);
            case END -> {
                if (isHeldForReader) {
                    goOn();
                }
                select(Integer.MAX_VALUE);
            }
            case ENTER -> {
                if (selected < shown.size()) {
                    exchange = opened(shown.get(selected).message());
                }
            }
            case ESCAPE -> {
                if (!filter.isNone()) {
                    filter(TextFilter.NONE);
                }
            }
            case ERASE -> {}
            case TEXT -> {
                if (text.equals("/")) {
                    draft = "";
                } else if (text.equals(" ") && held == null) {
                    held = kept();
                } else if (text.equals(" ")) {
                    goOn();
                }
            }
        }
    }

    /** With what was looked at only: the rest is added when it is. */
    private ExchangeView opened(Passed chosen) {
        return new ExchangeView(
                chosen,
                kept().stream()
                        .filter(entry -> entry.number() < next)
                        .map(Entry::message)
                        .toList());
    }

    /** Ends a pause at the newest message: what was read may be gone. */
    private void goOn() {
        held = null;
        isHeldForReader = false;
        isFollowing = true;
    }

    /** The last row is followed: it stays the last when more come. */
    private void select(int row) {
        selected = Math.clamp(row, 0, Math.max(0, shown.size() - 1));
        isFollowing = selected == shown.size() - 1;
    }

    /** The whole screen; no line is wider, and there are not more. */
    List<Line> lines(int columns, int height) {
        List<Line> lines = new ArrayList<>();
        ExchangeView open = exchange;
        if (open != null) {
            rows = Math.max(1, height - AROUND_EXCHANGE);
            lines.add(bar(open.title(), columns));
            lines.addAll(open.lines(columns, rows));
            fill(lines, height - 1);
            lines.add(bar(EXCHANGE_KEYS, columns));
        } else {
            rows = Math.max(1, height - AROUND_LIST);
            lines.add(bar(title(), columns));
            lines.add(new Line(cut(MessageRow.HEADING, columns), Look.HEADING));
            addRows(lines, columns);
            fill(lines, height - 1);
            lines.add(draft == null ? bar(KEYS, columns) : new Line(typing(columns), Look.PLAIN));
        }
        return lines.subList(0, Math.min(lines.size(), height));
    }

    private void addRows(List<Line> lines, int columns) {
        if (selected < top || (isFollowing && shown.size() <= rows)) {
            top = Math.min(selected, Math.max(0, shown.size() - rows));
        }
        top = Math.max(top, selected - rows + 1);
        for (int row = top; row < Math.min(shown.size(), top + rows); row++) {
            Passed message = shown.get(row).message();
            Look look =
                    row == selected
                            ? Look.SELECTED
                            : message.isFailure() ? Look.FAILED : Look.PLAIN;
            String text = cut(MessageRow.of(message, project.isEmpty()), columns);
            lines.add(new Line(row == selected ? padded(text, columns) : text, look));
        }
    }

    private String title() {
        StringBuilder title = new StringBuilder("mcpctl inspect  ");
        title.append(project.map(name -> "project " + name).orElse("all projects"));
        if (held != null) {
            title.append("  PAUSED, ").append(Math.max(0, standing.passed() - next));
            title.append(" more");
        }
        title.append("  ").append(standing.passed()).append(" messages");
        if (standing.first() > 0) {
            title.append(", last ").append(standing.passed() - standing.first()).append(" kept");
        }
        if (standing.dropped() > 0) {
            title.append(", ").append(standing.dropped()).append(" not shown");
        }
        if (!filter.isNone()) {
            title.append("  filter: ").append(filter).append(" (").append(shown.size()).append(')');
        }
        if (!standing.trouble().isEmpty()) {
            title.append("  ").append(standing.trouble());
        }
        return title.toString();
    }

    private String typing(int columns) {
        String text = "/" + draft + "_";
        return text.substring(Math.max(0, text.length() - columns));
    }

    private static Line bar(String text, int columns) {
        return new Line(padded(cut(text, columns), columns), Look.BAR);
    }

    private static void fill(List<Line> lines, int height) {
        while (lines.size() < height) {
            lines.add(new Line("", Look.PLAIN));
        }
    }

    private static String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns);
    }

    private static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }
}
