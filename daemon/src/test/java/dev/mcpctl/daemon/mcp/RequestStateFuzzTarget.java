package dev.mcpctl.daemon.mcp;

import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.mcp.bridge.ParkedCall;
import dev.mcpctl.mcp.bridge.ParkedCalls;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Exchange;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.Revision;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Two people call two servers that want something first, come back with states of their own, of one
 * another's, changed, late or made up, as the input says: a state is good once, in time, for who it
 * was given to and for what, and nothing else ever is.
 */
public final class RequestStateFuzzTarget {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final StateSeal FOREIGN = new StateSeal(new byte[32], "k");
    private static final int MAX_GIVEN = 64;

    private RequestStateFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try (var run = new Run(ByteBuffer.wrap(input))) {
            run.play();
        }
    }

    /** Who asks whom for what; each of the four is one of two. */
    private record Asked(boolean isBob, boolean isShop, boolean isPrompt, boolean isOther) {
        static Asked of(int bits) {
            return new Asked((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        }

        Call call(Json params) {
            var caller = new Caller(isBob ? "bob" : "ada", "", Revision.MODERN, false);
            return Call.of(
                    isPrompt ? Methods.PROMPTS_GET : Methods.TOOLS_CALL, params, caller, LIMIT);
        }

        Json params() {
            return Json.object("name", Json.of("pay"))
                    .with("arguments", Json.object("a", Json.of(isOther ? 2 : 1)));
        }
    }

    private static final class Given {
        private final Asked to;
        private final String state;
        private final Instant until;
        private boolean isUsed;

        Given(Asked to, String state, Instant until) {
            this.to = to;
            this.state = state;
            this.until = until;
        }
    }

    /** A server that lets calls wait for their clients. */
    private static final class Waiting implements McpEndpoint, AutoCloseable {
        private record Parked(Asked asked) implements ParkedCall {
            @Override
            public void abandon(String reason) {}
        }

        private final ParkedCalls<Parked> parked =
                new ParkedCalls<>(MAX_GIVEN + 1, MAX_GIVEN + 1, LIMIT);
        private Asked current = Asked.of(0);

        @Override
        public Json call(Call call) {
            if (call.params().has(InputRequired.STATE)) {
                Parked resumed = parked.resume(call);
                require(resumed.asked().equals(current), "another's call went on: " + resumed);
                return Json.object("done", Json.of(true));
            }
            return new InputRequired(Map.of(), parked.park(call, new Parked(current))).json();
        }

        @Override
        public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
            throw new AssertionError("nobody listens");
        }

        @Override
        public void close() {
            parked.close();
        }
    }

    private static final class Run implements AutoCloseable {
        private final ByteBuffer script;
        private final StateSeal seal = new StateSeal(key(), "k");
        private final List<Given> given = new ArrayList<>();
        private final Waiting bank = new Waiting();
        private final Waiting shop = new Waiting();
        private Instant now = Instant.parse("2026-08-01T12:00:00Z");

        Run(ByteBuffer script) {
            this.script = script;
        }

        private static byte[] key() {
            byte[] key = new byte[32];
            Arrays.fill(key, (byte) 7);
            return key;
        }

        void play() {
            while (script.hasRemaining()) {
                int step = next();
                switch (step % 7) {
                    case 0 -> ask(Asked.of(next()));
                    case 1 -> {
                        Given own = pick();
                        comeBack(own, own.to);
                    }
                    case 2 -> comeBack(pick(), Asked.of(next()));
                    case 3 -> changed(pick());
                    case 4 -> refused(Asked.of(next()), rest());
                    case 5 -> now = now.plus(Duration.ofSeconds(next() * 10L));
                    default -> {
                        Asked who = Asked.of(next());
                        String theirs = now.getEpochSecond() + 60 + " " + rest();
                        refused(
                                who,
                                FOREIGN.seal(
                                        theirs, CallDigest.of(who.call(who.params()), "bank")));
                    }
                }
            }
        }

        private int next() {
            return script.hasRemaining() ? script.get() & 0xFF : 0;
        }

        private Given pick() {
            if (given.isEmpty()) {
                ask(Asked.of(next()));
            }
            return given.get(next() % given.size());
        }

        private String rest() {
            int length = next();
            byte[] text = new byte[Math.min(length, script.remaining())];
            script.get(text);
            return new String(text, StandardCharsets.UTF_8);
        }

        private Json send(Asked asked, Json params) {
            Waiting server = asked.isShop() ? shop : bank;
            server.current = asked;
            var filter =
                    new RequestStateFilter(
                            asked.isShop() ? "shop" : "bank",
                            seal,
                            Clock.fixed(now, ZoneOffset.UTC));
            return new Exchange(List.of(filter), server).call(asked.call(params));
        }

        private void ask(Asked asked) {
            if (given.size() < MAX_GIVEN) {
                Json result = send(asked, asked.params());
                String state = result.text(InputRequired.STATE).orElseThrow();
                given.add(new Given(asked, state, now.plus(Duration.ofMinutes(15))));
            }
        }

        private void comeBack(Given with, Asked who) {
            boolean isGood = !with.isUsed && now.isBefore(with.until) && who.equals(with.to);
            if (isGood) {
                with.isUsed = true;
                Json params = who.params().with(InputRequired.STATE, Json.of(with.state));
                require(send(who, params).has("done"), "a good state did not go on");
            } else {
                refused(who, with.state);
            }
        }

        /** Anything but the very text that was given. */
        private void changed(Given with) {
            String state = with.state;
            int at = Math.min(state.length() - 1, next());
            String changed =
                    switch (next() % 5) {
                        case 0 -> state.substring(0, at) + (char) next() + state.substring(at + 1);
                        case 1 -> state.substring(0, at) + state.substring(at + 1);
                        case 2 -> state.substring(0, at) + rest() + state.substring(at);
                        case 3 -> state.substring(0, at) + pick().state.substring(at);
                        default -> state + rest();
                    };
            if (given.stream().noneMatch(each -> each.state.equals(changed))) {
                refused(with.to, changed);
            }
        }

        private void refused(Asked who, String state) {
            Json params = who.params().with(InputRequired.STATE, Json.of(state));
            Json result;
            try {
                result = send(who, params);
            } catch (McpException refusal) {
                int code = refusal.error().code();
                require(code == ErrorCodes.INVALID_PARAMS, "refused with " + code);
                return;
            }
            throw new AssertionError(who + " went on with \"" + state + "\": " + result);
        }

        @Override
        public void close() {
            bank.close();
            shop.close();
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
