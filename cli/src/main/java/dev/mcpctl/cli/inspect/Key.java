package dev.mcpctl.cli.inspect;

/** What a person presses; {@link #TEXT} is anything that can be written. */
enum Key {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    ERASE,
    TEXT
}
