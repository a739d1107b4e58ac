package dev.mcpctl.daemon.oauth;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.exchange.FilterResult;
import dev.mcpctl.mcp.exchange.Outcome;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A call to a server at which its caller has to sign in first: a client that can have an address
 * opened is asked to, and the call goes on when that has led somewhere; any other gets the address
 * in words. What the server said is for us, and never shown: the client would sign in at the wrong
 * place. Costs a call to any other server one look into a map.
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
 */
final class SignInFilter implements Filter {
    /** Our question among those of the server itself. */
    static final String KEY = "mcpctl.sign-in";

    private final String server;
    private final Accounts accounts;
    private final SignIns signIns;
    private final Supplier<Optional<URI>> base;
    private final Duration patience;

    /**
     * @param patience how long a call waits for somebody who has agreed to sign in
     */
    SignInFilter(
            String server,
            Accounts accounts,
            SignIns signIns,
            Supplier<Optional<URI>> base,
            Duration patience) {
        this.server = server;
        this.accounts = accounts;
        this.signIns = signIns;
        this.base = base;
        this.patience = patience;
    }

    @Override
    public FilterResult onRequest(Call call) {
        Optional<Json> answer =
                call.params().get(InputRequired.RESPONSES).flatMap(all -> all.get(KEY));
        Call asked = answer.isPresent() ? withoutAnswer(call) : call;
        if (answer.isEmpty()) {
            return isJustRefused(call) ? refused(call) : new FilterResult.Forward(call);
        }
        if (!isAwaited(call)) {
            return new FilterResult.Forward(asked);
        }
        boolean isAccepted = answer.get().text("action").filter("accept"::equals).isPresent();
        return isAccepted && isSignedInSoon(call) ? new FilterResult.Forward(asked) : told(call);
    }

    @Override
    public Outcome onResponse(Call call, Outcome outcome) {
        if (outcome instanceof Outcome.Failed(JsonRpcError why)
                && (isJustRefused(call) || (isAbsent(why) && isAwaited(call)))) {
            return switch (refused(call)) {
                case FilterResult.ShortCircuit(Json result) -> new Outcome.Answered(result);
                case FilterResult.Reject(JsonRpcError error) -> new Outcome.Failed(error);
                case FilterResult.Forward _ -> outcome;
            };
        }
        return outcome;
    }

    /** Whether the server was not there to be asked, since it waits for somebody to sign in. */
    private static boolean isAbsent(JsonRpcError why) {
        return why.detail().filter(detail -> detail.isObject() && detail.has("state")).isPresent();
    }

    private boolean isAwaited(Call call) {
        return accounts.isAwaited(server, call.caller().principal());
    }

    private boolean isJustRefused(Call call) {
        return accounts.isJustRefused(server, call.caller().principal());
    }

    private static Call withoutAnswer(Call call) {
        Json responses =
                call.params().get(InputRequired.RESPONSES).orElse(Json.object()).without(KEY);
        return call.withParams(
                responses.members().isEmpty()
                        ? call.params().without(InputRequired.RESPONSES)
                        : call.params().with(InputRequired.RESPONSES, responses));
    }

    /** Asks whom can be asked. */
    private FilterResult refused(Call call) {
        Optional<URI> link = link(call);
        if (link.isPresent() && ModernForm.mayNeedInput(call.method())) {
            Question question = question(link.get());
            if (question.lackingIn(call.meta().clientCapabilities()).isEmpty()) {
                return new FilterResult.ShortCircuit(
                        new InputRequired(Map.of(KEY, question), null).json());
            }
        }
        return told(call);
    }

    private Question question(URI link) {
        return new Question(
                Methods.ELICIT,
                Json.object("mode", Json.of("url"))
                        .with(
                                "message",
                                Json.of("The server \"" + server + "\" needs you to sign in."))
                        .with("url", Json.of(link.toString())));
    }

    private FilterResult told(Call call) {
        String words =
                Accounts.words(server) + link(call).map(link -> ", or open " + link).orElse("");
        if (call.method().equals(Methods.TOOLS_CALL)) {
            Json text =
                    Json.object("type", Json.of("text"))
                            .with("text", Json.of(words + "; then call this again."));
            return new FilterResult.ShortCircuit(
                    Json.object("content", Json.array(List.of(text)))
                            .with("isError", Json.of(true)));
        }
        return new FilterResult.Reject(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR, words, Json.object("server", Json.of(server))));
    }

    private Optional<URI> link(Call call) {
        String principal = call.caller().principal();
        return accounts.target(server)
                .flatMap(target ->
                        base.get()
                                .map(at ->
                                        SignIns.address(
                                                at,
                                                signIns.link(
                                                        accounts.account(
                                                                server,
                                                                Accounts.accountOf(
                                                                        target, principal)),
                                                        principal))));
    }

    /** Waits until it is so, or nobody wants to know any more. */
    private boolean isSignedInSoon(Call call) {
        Semaphore looks = new Semaphore(0);
        long due = System.nanoTime() + call.deadline().orAfter(patience).remaining().toNanos();
        try (var _ = accounts.onSignIn(looks::release);
                Cancellation.Registration _ = call.cancellation().onCancel(looks::release)) {
            while (isAwaited(call) && !call.cancellation().isCancelled()) {
                if (!looks.tryAcquire(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
            return !call.cancellation().isCancelled();
        } catch (InterruptedException givenUp) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
