package dev.mcpctl.daemon.mcp;

import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.exchange.FilterResult;
import dev.mcpctl.mcp.exchange.Outcome;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server that asks for more gives its client to bring back, sealed: it opens for the same
 * principal only, for the same request to the same server, and not for ever. A server behind a
 * shared account cannot tell our users apart, so that what it binds such a state to is worth
 * nothing here. A state may come back more than once, as a client that lost the answer needs it to;
 * whoever can act on each only once sees to that itself.
 */
final class RequestStateFilter implements Filter {
    private static final Duration VALID = Duration.ofMinutes(15);
    private static final char END_OF_EXPIRY = ' ';

    private final String server;
    private final StateSeal seal;
    private final Clock clock;

    RequestStateFilter(String server, StateSeal seal, Clock clock) {
        this.server = server;
        this.seal = seal;
        this.clock = clock;
    }

    @Override
    public FilterResult onRequest(Call call) {
        Json params = call.params();
        if (!areAnswers(params.get(InputRequired.RESPONSES))) {
            return rejected(InputRequired.RESPONSES + ": an object of objects is required");
        }
        Optional<Json> sealed = params.get(InputRequired.STATE);
        if (sealed.isEmpty()) {
            return new FilterResult.Forward(call);
        }
        Optional<String> state = opened(call, sealed.get());
        // Nobody learns which of the reasons it was.
        return state.isEmpty()
                ? rejected(InputRequired.STATE + " is not valid for this request; start over")
                : new FilterResult.Forward(
                        call.withParams(params.with(InputRequired.STATE, Json.of(state.get()))));
    }

    private static boolean areAnswers(Optional<Json> responses) {
        return responses.isEmpty()
                || (responses.get().isObject()
                        && responses.get().members().values().stream().allMatch(Json::isObject));
    }

    private static FilterResult rejected(String why) {
        return new FilterResult.Reject(McpException.invalidParams(why).error());
    }

    @Override
    public Outcome onResponse(Call call, Outcome outcome) {
        if (!(outcome instanceof Outcome.Answered(Json result)) || ModernForm.isComplete(result)) {
            return outcome;
        }
        Optional<String> state = result.text(InputRequired.STATE);
        if (state.isEmpty()) {
            return outcome;
        }
        String dated = clock.instant().plus(VALID).getEpochSecond() + " " + state.get();
        String sealed = seal.seal(dated, context(call));
        return new Outcome.Answered(result.with(InputRequired.STATE, Json.of(sealed)));
    }

    private Optional<String> opened(Call call, Json sealed) {
        return seal.open(sealed.asText(), context(call)).flatMap(this::unexpired);
    }

    private Optional<String> unexpired(String dated) {
        int end = dated.indexOf(END_OF_EXPIRY);
        long expiry = Long.parseLong(dated, 0, end, 10);
        return clock.instant().getEpochSecond() < expiry
                ? Optional.of(dated.substring(end + 1))
                : Optional.empty();
    }

    private String context(Call call) {
        return CallDigest.of(call, server);
    }
}
