package dev.mcpctl.cli.inspect;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.context.Invocation;

import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The screen of {@code console --inspect}: keys in, lines out, at most ten times a second. */
public final class InspectScreen {
    private static final long FRAME_MILLIS = 100;
    private static final long ESCAPE_MILLIS = 250;
    private static final Size USUAL = Size.of(80, 24);

    private final Invocation invocation;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicBoolean isResized = new AtomicBoolean(true);
    private final boolean isColoured;

    public InspectScreen(Invocation invocation) {
        this.invocation = invocation;
        this.isColoured = invocation.environment().getOrDefault("NO_COLOR", "").isEmpty();
    }

    /**
     * Shows what passes until the user has seen enough.
     *
     * @param project only that one; empty for all
     * @throws Problem when there is no such project, no mcplocal, or no screen
     */
    public void run(Optional<String> project) throws IOException {
        TrafficLog log = new TrafficLog();
        try (TrafficReader reader =
                new TrafficReader(
                        () -> invocation.localProxy(invocation.streamTimeouts()), project, log)) {
            reader.start();
            try (Terminal terminal = terminal()) {
                show(terminal, new InspectView(log, project));
            }
        }
    }

    /** By way of stty: it needs no native access, and is asked when the size changes only. */
    private static Terminal terminal() throws IOException {
        // For a terminal that is not the input; it would ask for native access.
        System.setProperty(
                TerminalBuilder.PROP_REDIRECT_PIPE_CREATION_MODE,
                TerminalBuilder.PROP_REDIRECT_PIPE_CREATION_MODE_REFLECTION);
        Terminal terminal;
        try {
            terminal =
                    TerminalBuilder.builder()
                            .system(true)
                            .provider("exec")
                            .dumb(false)
                            .encoding("UTF-8")
                            .build();
        } catch (IllegalStateException | IOException e) {
            throw noScreen();
        }
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            terminal.close();
            throw noScreen();
        }
        return terminal;
    }

    private static Problem noScreen() {
        return new Problem(
                ProblemType.LOCAL,
                "this terminal cannot show a screen; with -o json there is a line for each"
                        + " message");
    }

    private void show(Terminal terminal, InspectView view) throws IOException {
        terminal.handle(Signal.WINCH, _ -> isResized.set(true));
        terminal.handle(Signal.INT, _ -> isOver.set(true));
        Attributes before = terminal.enterRawMode();
        // A signal that ends the process must not leave the screen as it is.
        Thread restoring = new Thread(() -> leave(terminal, before));
        Runtime.getRuntime().addShutdownHook(restoring);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.puts(Capability.cursor_invisible);
        try {
            loop(terminal, view);
        } finally {
            leave(terminal, before);
            Runtime.getRuntime().removeShutdownHook(restoring);
        }
    }

    private static synchronized void leave(Terminal terminal, Attributes before) {
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
    }

    private void loop(Terminal terminal, InspectView view) {
        Display display = new Display(terminal, true);
        BindingReader keys = new BindingReader(terminal.reader());
        KeyMap<Key> map = keyMap(terminal);
        Size size = USUAL;
        boolean isStale = true;
        while (!isOver.get()) {
            if (isResized.getAndSet(false)) {
                size = sizeOf(terminal);
                display.clear();
                display.resize(size);
                isStale = true;
            }
            isStale |= view.refresh();
            if (isStale) {
                display.update(styled(view.lines(size.getColumns(), size.getRows())), 0);
                isStale = false;
            }
            // -2 says that nothing came in time, -1 that nothing will.
            int first = keys.peekCharacter(FRAME_MILLIS);
            if (first == -1) {
                return;
            }
            while (first >= 0) {
                Key key = keys.readBinding(map);
                if (key == null || !view.press(key, String.valueOf(keys.getLastBinding()))) {
                    return;
                }
                isStale = true;
                first = keys.peekCharacter(1);
            }
        }
    }

    private static Size sizeOf(Terminal terminal) {
        Size size = terminal.getSize();
        return size.getRows() > 0 && size.getColumns() > 0 ? size : USUAL;
    }

    private static KeyMap<Key> keyMap(Terminal terminal) {
        KeyMap<Key> map = new KeyMap<>();
        map.setAmbiguousTimeout(ESCAPE_MILLIS);
        map.setUnicode(Key.TEXT);
        map.setNomatch(Key.TEXT);
        for (char letter = ' '; letter < 127; letter++) {
            map.bind(Key.TEXT, String.valueOf(letter));
        }
        bind(map, terminal, Key.UP, Capability.key_up, "\033[A", "\033OA");
        bind(map, terminal, Key.DOWN, Capability.key_down, "\033[B", "\033OB");
        bind(map, terminal, Key.PAGE_UP, Capability.key_ppage, "\033[5~");
        bind(map, terminal, Key.PAGE_DOWN, Capability.key_npage, "\033[6~");
        bind(map, terminal, Key.HOME, Capability.key_home, "\033[H", "\033OH", "\033[1~");
        bind(map, terminal, Key.END, Capability.key_end, "\033[F", "\033OF", "\033[4~");
        map.bind(Key.ENTER, "\r", "\n");
        map.bind(Key.ESCAPE, "\033");
        map.bind(Key.ERASE, "\177", "\b");
        return map;
    }

    private static void bind(
            KeyMap<Key> map, Terminal terminal, Key key, Capability capability, String... usual) {
        map.bind(key, usual);
        String own = KeyMap.key(terminal, capability);
        if (own != null) {
            map.bind(key, own);
        }
    }

    private List<AttributedString> styled(List<Line> lines) {
        return lines.stream()
                .map(line -> new AttributedString(line.text(), style(line.look())))
                .toList();
    }

    private AttributedStyle style(Line.Look look) {
        AttributedStyle plain = AttributedStyle.DEFAULT;
        return switch (look) {
            case PLAIN -> plain;
            case BAR, SELECTED -> plain.inverse();
            case HEADING -> plain.bold();
            case FAILED -> isColoured ? plain.foreground(AttributedStyle.RED) : plain.bold();
            case REQUEST ->
                    isColoured ? plain.bold().foreground(AttributedStyle.CYAN) : plain.bold();
        };
    }
}
