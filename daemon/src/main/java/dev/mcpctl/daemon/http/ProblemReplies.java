package dev.mcpctl.daemon.http;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;

/**
 * Turns what was thrown into the answer, and logs what the answer does not tell. The one place of
 * this daemon where a failed request is logged.
 */
final class ProblemReplies {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemReplies.class);

    private ProblemReplies() {}

    static Reply.Whole of(Throwable thrown, String method, String path) {
        Problem problem;
        if (thrown instanceof Problem known) {
            problem = known;
            if (known.type().status() >= 500) {
                LOG.atWarn()
                        .addKeyValue("method", method)
                        .addKeyValue("path", path)
                        .addKeyValue("problem", known.type().slug())
                        .setCause(known.getCause())
                        .log(known.detail());
            }
        } else {
            LOG.atError()
                    .addKeyValue("method", method)
                    .addKeyValue("path", path)
                    .setCause(thrown)
                    .log("request failed");
            problem =
                    new Problem(
                            ProblemType.INTERNAL, "mcpd failed on this request; its log says why");
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/problem+json");
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            headers.put("www-authenticate", "Bearer");
        }
        if (problem.type() == ProblemType.TOO_MANY_REQUESTS
                || problem.type() == ProblemType.UNAVAILABLE) {
            headers.put("retry-after", "1");
        }
        return new Reply.Whole(
                problem.type().status(), headers, JsonCodec.bytes(problem.toJson(path)));
    }
}
