package dev.mcpctl.db.instance;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What was observed of an instance.
 *
 * @param message why it is in this state; empty when there is nothing to say
 * @param restarts how often it was started again since it was made
 * @param handle null while nothing runs
 * @param startedAt of the present or the last run
 * @param lastExitCode of the last run that ended; a signal is 128 + its number
 * @param backOffUntil when the next start is due; null when none is waited for
 */
public record InstanceStatus(
        InstanceState state,
        Health health,
        String message,
        int restarts,
        @Nullable Handle handle,
        @Nullable Instant startedAt,
        @Nullable Integer lastExitCode,
        @Nullable Instant backOffUntil) {
    public static final InstanceStatus NEW =
            new InstanceStatus(
                    InstanceState.PENDING, Health.UNKNOWN, "", 0, null, null, null, null);

    public InstanceStatus withState(InstanceState newState, String newMessage) {
        return new InstanceStatus(
                newState,
                health,
                newMessage,
                restarts,
                handle,
                startedAt,
                lastExitCode,
                backOffUntil);
    }

    public InstanceStatus withHealth(Health newHealth, String newMessage) {
        return new InstanceStatus(
                state,
                newHealth,
                newMessage,
                restarts,
                handle,
                startedAt,
                lastExitCode,
                backOffUntil);
    }

    public InstanceStatus withRestarts(int newRestarts) {
        return new InstanceStatus(
                state, health, message, newRestarts, handle, startedAt, lastExitCode, backOffUntil);
    }

    /** A run began. */
    public InstanceStatus startedAs(Handle newHandle, Instant at) {
        return new InstanceStatus(
                InstanceState.STARTING,
                Health.UNKNOWN,
                "",
                restarts,
                newHandle,
                at,
                lastExitCode,
                null);
    }

    /** A run ended; nothing runs until {@code nextStart}, if there is to be one. */
    public InstanceStatus ended(
            InstanceState newState,
            String why,
            @Nullable Integer exitCode,
            @Nullable Instant nextStart) {
        return new InstanceStatus(
                newState,
                Health.UNKNOWN,
                why,
                restarts,
                null,
                startedAt,
                exitCode == null ? lastExitCode : exitCode,
                nextStart);
    }
}
