package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.mcp.face.StreamExpiry;
import dev.mcpctl.mcp.issuer.IssuerTokens;
import dev.mcpctl.mcp.issuer.ResourceServer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Whoever comes with a token of the issuer that the owner trusts: the owner, from elsewhere, and
 * nobody else. Such a token opens MCP, and stays here: what is asked of mcpd is asked with the
 * token of this program.
 */
final class Guests {
    private static final Logger log = LoggerFactory.getLogger(Guests.class);

    private final ResourceServer server;
    private final String subject; // what the issuer calls the owner
    private final Vertx vertx;
    private final Executor threads;

    private Guests(ResourceServer server, String subject, Vertx vertx, Executor threads) {
        this.server = server;
        this.subject = subject;
        this.vertx = vertx;
        this.threads = threads;
    }

    /**
     * @param base where clients reach this program
     */
    static Guests of(
            RemoteAccess.OwnerElsewhere owner,
            Supplier<Optional<URI>> base,
            Vertx vertx,
            Executor threads) {
        var tokens = new IssuerTokens(owner.issuer(), Clock.systemUTC());
        return new Guests(new ResourceServer(tokens, base), owner.subject(), vertx, threads);
    }

    /** What everybody may read, at a path that describes an endpoint. */
    Optional<byte[]> metadata(String path) {
        if (!path.startsWith(ResourceServer.METADATA)) {
            return Optional.empty();
        }
        String endpoint = path.substring(ResourceServer.METADATA.length());
        return endpoint.isEmpty() || ProjectPath.isFace(endpoint)
                ? Optional.of(server.metadata(endpoint).toBytes())
                : Optional.empty();
    }

    /** Says where to get a token, if one is good for what is at this path. */
    void challenge(HttpServerRequest request) {
        String path = HttpReply.pathOf(request);
        if (ProjectPath.isFace(path)) {
            request.response().putHeader("WWW-Authenticate", server.challenge(path));
        }
    }

    /**
     * Lets a request in or answers it. What is remembered of its token is decided at once, the rest
     * later on the same event loop.
     *
     * @param entered takes the request, with the name of who sent it
     */
    void admit(HttpServerRequest request, String token, Consumer<String> entered) {
        String path = HttpReply.pathOf(request);
        Optional<IssuerTokens.Verdict> known = server.recall(token, path);
        if (known.isPresent()) {
            decide(request, known.get(), entered);
            return;
        }
        request.pause();
        Context eventLoop = vertx.getOrCreateContext();
        threads.execute(() -> {
            Runnable answer;
            try {
                IssuerTokens.Verdict verdict = server.verify(token, path);
                answer = () -> decide(request, verdict, entered);
            } catch (Problem unavailable) {
                answer = () -> HttpReply.problem(request, unavailable);
            } catch (RuntimeException bug) {
                log.error("a token could not be checked", bug);
                answer =
                        () ->
                                HttpReply.problem(
                                        request,
                                        new Problem(ProblemType.INTERNAL, "internal error"));
            }
            Runnable decided = answer;
            eventLoop.runOnContext(_ -> decided.run());
        });
    }

    private void decide(
            HttpServerRequest request, IssuerTokens.Verdict verdict, Consumer<String> entered) {
        try {
            entered.accept(visitor(request, verdict));
        } catch (Problem refusal) {
            HttpReply.problem(request, refusal);
        }
    }

    private String visitor(HttpServerRequest request, IssuerTokens.Verdict verdict) {
        return switch (verdict) {
            case IssuerTokens.Verdict.Known(String shown, Instant expiry) -> {
                if (!shown.equals(subject)) {
                    log.info("a token of \"{}\" is refused: it is not the owner's", shown);
                    throw forbidden("this mcplocal is not that of whom the token names");
                }
                if (!ProjectPath.isFace(HttpReply.pathOf(request))) {
                    throw forbidden(
                            "a token of this issuer is for MCP; here the token of this mcplocal is"
                                    + " needed");
                }
                StreamExpiry.enforce(vertx, request, Duration.between(Instant.now(), expiry));
                yield "oidc:" + shown;
            }
            case IssuerTokens.Verdict.Lacking(List<String> scopes) -> {
                String path = HttpReply.pathOf(request);
                request.response().putHeader("WWW-Authenticate", server.lacking(path, scopes));
                throw forbidden("the token lacks a scope; expected " + String.join(" ", scopes));
            }
            case IssuerTokens.Verdict.Unknown() -> {
                challenge(request);
                throw new Problem(
                        ProblemType.UNAUTHORIZED, "the token is not one for this mcplocal");
            }
        };
    }

    private static Problem forbidden(String why) {
        return new Problem(ProblemType.FORBIDDEN, why);
    }
}
