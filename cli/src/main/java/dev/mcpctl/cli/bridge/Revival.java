package dev.mcpctl.cli.bridge;

/** Sees to it that mcplocal is started when it does not run. */
interface Revival {
    /**
     * Called again and again while mcplocal is away. Does not wait.
     *
     * @throws RefusedException nobody has asked for an mcplocal here
     */
    void attempt() throws RefusedException;
}
