package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.mcp.upstream.Upstream;

import java.time.Instant;

/** Where an instance is in its life, or a server that has none. */
public sealed interface ServerPhase {
    InstanceState state();

    /** Whether it will run soon without anybody's doing, so that it is worth waiting for. */
    default boolean isComing() {
        return switch (this) {
            case Queued _, Pulling _, Starting _ -> true;
            case Stopped _, Blocked _, Running _, CrashLoop _, Terminating _ -> false;
        };
    }

    /** Why, for people; empty when the state says it all. */
    default String message() {
        return "";
    }

    /** Nothing runs and nothing is to run. */
    record Stopped() implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.STOPPED;
        }
    }

    /** It will be started as soon as it is its turn. */
    record Queued() implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.PENDING;
        }
    }

    /** Something is missing; tried again later, or when what is missing changes. */
    record Blocked(String message, InstanceState state) implements ServerPhase {}

    /** Its package is being fetched. */
    record Pulling() implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.PULLING;
        }
    }

    /** It was started and has not answered yet. */
    record Starting() implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.STARTING;
        }
    }

    /** It answers. */
    record Running(String instance, Upstream upstream) implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.RUNNING;
        }
    }

    /** It ended too often. */
    record CrashLoop(String message, Instant nextStart) implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.CRASH_LOOP_BACK_OFF;
        }
    }

    /** It is being stopped, for good or to be replaced. */
    record Terminating() implements ServerPhase {
        @Override
        public InstanceState state() {
            return InstanceState.TERMINATING;
        }
    }
}
