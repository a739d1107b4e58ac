package dev.mcpctl.daemon.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Sends signals to processes and to process groups, which the JDK cannot. */
enum Signals {
    TERM(15),
    KILL(9);

    // int kill(pid_t pid, int sig): a negative pid is a process group.
    // https://man7.org/linux/man-pages/man2/kill.2.html
    private static final MethodHandle KILL_FUNCTION = killFunction();

    private final int number;

    Signals(int number) {
        this.number = number;
    }

    /** Does nothing when there is no such process. */
    void sendTo(long pid) {
        send(Math.toIntExact(pid));
    }

    /** Does nothing when the group has no member. */
    void sendToGroup(long leader) {
        if (leader <= 1) {
            throw new IllegalArgumentException("not a group of ours: " + leader);
        }
        send(-Math.toIntExact(leader));
    }

    private void send(int target) {
        try {
            int _ = (int) KILL_FUNCTION.invokeExact(target, number);
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // one function of libc, with two ints
    private static MethodHandle killFunction() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find("kill").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
