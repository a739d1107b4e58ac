package dev.mcpctl.daemon.oauth;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.upstream.SignInRequiredException;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.wire.HeaderParam;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A server at which everybody signs in for themselves: each has a connection of their own there,
 * with their own token, from the moment on at which the server wants to know who asks. Before that,
 * and for ever with a server that never does, all share one. What mcpd asks by itself goes with the
 * sign-in of anybody who has one. Any thread.
 */
public final class UserUpstreams implements Upstream {
    /** How principals begin that are mcpd itself. */
    private static final String OWN = "system:";

    private static final int CROWDED = 64;
    private static final long IDLE_NANOS = Duration.ofMinutes(15).toNanos();

    private final String name;
    private final Upstream common;
    private final Function<String, Upstream> dialler;
    private final Supplier<List<String>> signedIn;
    private final Map<String, Own> own = new LinkedHashMap<>(); // guarded by this
    private volatile boolean isPersonal;
    private boolean isClosed; // guarded by this

    /** One account's connection; guarded by the map's monitor. */
    private static final class Own {
        private final Upstream upstream;
        private int open;
        private long usedNanos;

        Own(Upstream upstream) {
            this.upstream = upstream;
        }
    }

    /** What is done with a connection. */
    private interface Use<T> {
        T with(Upstream upstream);
    }

    /**
     * @param dialler makes the connection of an account; nothing is sent before it is used
     * @param signedIn the accounts that have a token there
     */
    public UserUpstreams(
            String name, Function<String, Upstream> dialler, Supplier<List<String>> signedIn) {
        this.name = name;
        this.dialler = dialler;
        this.signedIn = signedIn;
        this.common = dialler.apply(Accounts.NOBODY);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Discovery discover(Deadline deadline) {
        return isPersonal
                ? byAnybody(upstream -> upstream.discover(deadline))
                : byAll(
                        upstream -> upstream.discover(deadline),
                        () -> byAnybody(upstream -> upstream.discover(deadline)));
    }

    @Override
    public Json call(Call call) {
        return isPersonal
                ? personally(call)
                : byAll(upstream -> upstream.call(call), () -> personally(call));
    }

    private Json personally(Call call) {
        String principal = call.caller().principal();
        Json result =
                principal.startsWith(OWN)
                        ? byAnybody(upstream -> upstream.call(call))
                        : by(principal, upstream -> upstream.call(call));
        boolean isForAll = result.text("cacheScope").filter("public"::equals).isPresent();
        return isForAll ? result.with("cacheScope", Json.of("private")) : result;
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        return isPersonal ? listeningOf(call, filter, sink) : common.listen(call, filter, sink);
    }

    /** A subscription is in use until it is closed. */
    private Listening listeningOf(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        Own taken = take(call.caller().principal());
        AtomicBoolean isOver = new AtomicBoolean();
        Runnable over =
                () -> {
                    if (!isOver.getAndSet(true)) {
                        giveBack(taken);
                    }
                };
        boolean isListening = false;
        try {
            Listening listening = taken.upstream.listen(call, filter, sink);
            isListening = true;
            return () -> {
                listening.close();
                over.run();
            };
        } finally {
            if (!isListening) {
                over.run();
            }
        }
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        Own known;
        synchronized (this) {
            known = own.get(call.caller().principal());
        }
        return (known == null ? common : known.upstream).headerParams(call);
    }

    /** The server refuses those unseen whom it does not know, so that nothing happens twice. */
    private <T> T byAll(Use<T> use, Supplier<T> otherwise) {
        try {
            return use.with(common);
        } catch (SignInRequiredException known) {
            isPersonal = true;
            return otherwise.get();
        }
    }

    private <T> T byAnybody(Use<T> use) {
        for (String account : signedIn.get()) {
            try {
                return by(account, use);
            } catch (SignInRequiredException over) {
                // no longer signed in; perhaps another is
            }
        }
        return use.with(common);
    }

    private <T> T by(String account, Use<T> use) {
        Own taken = take(account);
        try {
            return use.with(taken.upstream);
        } finally {
            giveBack(taken);
        }
    }

    private synchronized void giveBack(Own taken) {
        taken.open--;
        taken.usedNanos = System.nanoTime();
    }

    private synchronized Own take(String account) {
        if (own.size() >= CROWDED) {
            closeTheIdle();
        }
        Own taken = own.computeIfAbsent(account, _ -> new Own(dialler.apply(account)));
        if (isClosed) {
            taken.upstream.close();
        }
        taken.open++;
        return taken;
    }

    private void closeTheIdle() {
        long now = System.nanoTime();
        own.values()
                .removeIf(each -> {
                    boolean isIdle = each.open == 0 && now - each.usedNanos > IDLE_NANOS;
                    if (isIdle) {
                        Thread.ofVirtual().name("idle-" + name).start(each.upstream::close);
                    }
                    return isIdle;
                });
    }

    @Override
    public void close() {
        List<Own> left;
        synchronized (this) {
            isClosed = true;
            left = List.copyOf(own.values());
        }
        left.forEach(each -> each.upstream.close());
        common.close();
    }
}
