package dev.mcpctl.api.client;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Requests to one mcpd and their answers as bytes; knows nothing of resources. Any thread.
 *
 * <p>On {@link HttpURLConnection}, which starts faster than {@code java.net.http}: that is a good
 * part of what a short command costs.
 */
public final class DaemonConnection {
    private static final String API = "/api/v1";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int MAX_ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long MAX_PAUSE_MILLIS = 10_000;

    static {
        // Without this the JDK sends a POST again when the connection broke before the answer.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI base;
    private final Supplier<Optional<String>> token;
    private final Timeouts timeouts;
    private final String remedy;

    /**
     * A connection is opened with the first request.
     *
     * @param base such as {@code http://127.0.0.1:3000}
     * @param token asked before each request
     */
    public DaemonConnection(URI base, Supplier<Optional<String>> token, Timeouts timeouts) {
        this(base, token, timeouts, "log in with: mcpctl login --mcpd-url " + base);
    }

    private DaemonConnection(
            URI base, Supplier<Optional<String>> token, Timeouts timeouts, String remedy) {
        this.base = base;
        this.token = token;
        this.timeouts = timeouts;
        this.remedy = remedy;
    }

    /** To the mcpd that was found, with the token that was found for it. */
    public static DaemonConnection of(McpdTarget target, Timeouts timeouts) {
        return new DaemonConnection(target.url(), target::token, timeouts, target.remedy());
    }

    public URI base() {
        return base;
    }

    Supplier<Optional<String>> token() {
        return token;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** The same, but an answer may pause for as long as it likes. */
    DaemonConnection patient() {
        return new DaemonConnection(
                base, token, new Timeouts(timeouts.connect(), Duration.ZERO), remedy);
    }

    URI uri(String path) {
        return URI.create(base + API + path);
    }

    InputStream get(String path, String accept) {
        return send(new Call("GET", path, Map.of("Accept", accept), ""));
    }

    /** The body of a successful answer, not read yet; the caller closes it. */
    InputStream send(Call call) {
        try {
            return accepted(open(call));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * As {@link #send}; while mcpd asks to come again later, that is done, with pauses that grow.
     * After {@link #MAX_ATTEMPTS} the refusal is the answer.
     */
    InputStream sendPatiently(Call call) {
        try {
            for (int attempt = 1; ; attempt++) {
                HttpURLConnection http = open(call);
                if (attempt == MAX_ATTEMPTS || !isLater(http)) {
                    return accepted(http);
                }
                long growing = FIRST_PAUSE_MILLIS << (attempt - 1);
                long asked = 1_000L * http.getHeaderFieldLong("Retry-After", 0);
                Thread.sleep(Math.min(MAX_PAUSE_MILLIS, Math.max(growing, asked)));
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(new InterruptedIOException());
        }
    }

    private static boolean isLater(HttpURLConnection http) throws IOException {
        int status = http.getResponseCode();
        return status == TOO_MANY_REQUESTS
                || (status == HttpURLConnection.HTTP_UNAVAILABLE
                        && http.getHeaderField("Retry-After") != null);
    }

    private HttpURLConnection open(Call call) throws IOException {
        HttpURLConnection http = (HttpURLConnection) uri(call.path()).toURL().openConnection();
        http.setRequestMethod(call.method());
        http.setInstanceFollowRedirects(false); // the token is for this daemon only
        http.setConnectTimeout(millis(timeouts.connect()));
        http.setReadTimeout(millis(timeouts.answer()));
        token.get().ifPresent(text -> http.setRequestProperty("Authorization", "Bearer " + text));
        call.headers().forEach(http::setRequestProperty);
        if (!call.body().isEmpty()) {
            byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
            http.setDoOutput(true);
            http.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = http.getOutputStream()) {
                out.write(body);
            } catch (ConnectException | SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // A body that is refused unread may break the pipe; the answer says why.
            }
        }
        return http;
    }

    private InputStream accepted(HttpURLConnection http) throws IOException {
        int status = http.getResponseCode();
        if (status >= 200 && status < 300) {
            return http.getInputStream();
        }
        try (InputStream body = refusal(http)) {
            throw refused(status, body.readAllBytes());
        }
    }

    private static InputStream refusal(HttpURLConnection http) throws IOException {
        InputStream body = http.getErrorStream();
        if (body != null) {
            return body;
        }
        return http.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
                ? http.getInputStream()
                : InputStream.nullInputStream();
    }

    /** What could not be sent or read, in the words of a person who waits for it. */
    Problem unreachable(IOException cause) {
        String start = "mcpd at " + base + " ";
        String why =
                switch (cause) {
                    case ConnectException _ ->
                            "is out of reach: " + cause.getMessage() + "; start it with: mcpctl up";
                    case SocketTimeoutException timeout ->
                            String.valueOf(timeout.getMessage()).startsWith("Connect")
                                    ? "is out of reach: no connection within "
                                            + timeouts.connect().toMillis()
                                            + " ms; start it with: mcpctl up"
                                    : "did not answer within "
                                            + timeouts.answer().toMillis()
                                            + " ms";
                    case UnknownHostException _ ->
                            "is out of reach: there is no host \"" + base.getHost() + "\"";
                    case NoRouteToHostException _ -> "is out of reach: no route to the host";
                    case InterruptedIOException _ -> "was not waited for: interrupted";
                    default -> "did not answer: " + cause.getMessage();
                };
        return new Problem(ProblemType.UNREACHABLE, start + why, cause);
    }

    /** The problem in a refusal. */
    Problem refused(int status, byte[] body) {
        Optional<Problem> problem = Optional.empty();
        try {
            JsonNode json = JsonCodec.read(body);
            problem = Problem.fromJson(json);
        } catch (Problem e) {
            // Not even JSON: somebody else listens there.
        }
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return new Problem(
                    ProblemType.UNAUTHORIZED,
                    problem.map(Problem::detail).orElse("a token is needed") + "; " + remedy);
        }
        return problem.orElseGet(() ->
                new Problem(
                        ProblemType.UPSTREAM,
                        base + " answered with status " + status + " and no problem; is it mcpd?"));
    }

    private static int millis(Duration limit) {
        return (int) Math.min(Integer.MAX_VALUE, limit.toMillis());
    }

    /**
     * One request.
     *
     * @param path below the API's root, encoded
     * @param body empty: none is sent
     */
    record Call(String method, String path, Map<String, String> headers, String body) {}
}
