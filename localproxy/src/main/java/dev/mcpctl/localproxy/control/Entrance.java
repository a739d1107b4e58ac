package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.mcp.issuer.IssuerTokens;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

/**
 * Where every request comes in: it is refused, told where to get a token, or goes on under the name
 * of who sent it. Nothing else of it is looked at before. On event loops.
 */
final class Entrance {
    private final Admission admission;
    private final Peers peers;
    private final @Nullable Guests guests;
    private final String owner;
    private final Vertx vertx;
    private final IntSupplier port;

    /**
     * @param guests knows those who come with tokens of somebody else; null: nobody does
     * @param owner the name of whoever this program is for
     * @param port on which it listens
     */
    Entrance(
            Admission admission,
            @Nullable Guests guests,
            String owner,
            Vertx vertx,
            Executor threads,
            IntSupplier port) {
        this.admission = admission;
        this.peers = new Peers(admission, threads);
        this.guests = guests;
        this.owner = owner;
        this.vertx = vertx;
        this.port = port;
    }

    /** A connection that has just been opened. */
    void connected(HttpConnection connection) {
        peers.admit(connection);
    }

    /**
     * Lets a request in or answers it.
     *
     * @param entered takes the request and who sent it, on the request's event loop; what it throws
     *     as a {@link Problem} is answered
     */
    void admit(HttpServerRequest request, BiConsumer<HttpServerRequest, String> entered) {
        Future<Boolean> peer = peers.isOwn(request.connection());
        if (peer.isComplete()) {
            decide(request, peer.result(), entered);
            return;
        }
        request.pause();
        Context eventLoop = vertx.getOrCreateContext();
        peer.onComplete(
                found -> eventLoop.runOnContext(_ -> decide(request, found.result(), entered)));
    }

    private void decide(
            HttpServerRequest request,
            boolean isOwn,
            BiConsumer<HttpServerRequest, String> entered) {
        try {
            var claims =
                    new Admission.Claims(
                            request.getHeader("Host"),
                            request.getHeader("Origin"),
                            request.getHeader("Sec-Fetch-Site"));
            Optional<Problem> refusal = admission.refusal(claims, port.getAsInt());
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            String token = Admission.bearer(request.getHeader("Authorization"));
            Guests others = guests;
            if (others != null && describe(request, others)) {
                return;
            }
            if (isOwn || admission.isOurs(token)) {
                entered.accept(request, owner);
            } else if (others != null && IssuerTokens.isCandidate(token)) {
                others.admit(request, token, visitor -> entered.accept(request, visitor));
            } else {
                if (others != null) {
                    others.challenge(request);
                }
                throw admission.unknown();
            }
        } catch (Problem problem) {
            HttpReply.problem(request, problem);
        }
    }

    /** What is said to everybody; false when this request asks for something else. */
    private static boolean describe(HttpServerRequest request, Guests others) {
        if (!request.method().equals(HttpMethod.GET)) {
            return false;
        }
        Optional<byte[]> document = others.metadata(HttpReply.pathOf(request));
        document.ifPresent(said -> HttpReply.json(request, said));
        return document.isPresent();
    }
}
