package dev.mcpctl.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;

/**
 * One message that passed through mcplocal, or the news that some were not shown.
 *
 * @param at in UTC, as mcplocal wrote it
 * @param exchange what all messages of one exchange share; 0 for an event of a subscription
 * @param subject the tool, prompt or resource that a request names, or the request of an answer;
 *     else empty
 * @param millis from request to answer; 0 for anything else
 * @param dropped how many were not shown; 0 for a message
 * @param event the whole event as it came
 * @param bodyAt where in it the message's params, result or error begin
 */
record Passed(
        String at,
        long exchange,
        String project,
        String session,
        String client,
        Way way,
        String server,
        String method,
        String subject,
        long bytes,
        double millis,
        String outcome,
        long dropped,
        String event,
        int bodyAt) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_SEARCHED = 8_192;

    /** Between whom, and in which direction. */
    enum Way {
        FROM_CLIENT("> ", "client to mcplocal"),
        TO_SERVER(">>", "mcplocal to server"),
        FROM_SERVER("<<", "server to mcplocal"),
        TO_CLIENT("< ", "mcplocal to client");

        private final String arrow;
        private final String words;

        Way(String arrow, String words) {
            this.arrow = arrow;
            this.words = words;
        }

        String arrow() {
            return arrow;
        }

        String words() {
            return words;
        }

        private static Way ofStage(String stage) {
            return switch (stage) {
                case "client_request" -> FROM_CLIENT;
                case "upstream_request" -> TO_SERVER;
                case "upstream_response" -> FROM_SERVER;
                default -> TO_CLIENT;
            };
        }
    }

    /**
     * Reads the data of one event; of the message itself no more than a name.
     *
     * @throws Problem UPSTREAM when it is not one
     */
    static Passed parse(String event) {
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(json.currentName(), json);
                if (fields.bodyAt > 0) {
                    break; // the message comes last
                }
            }
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.UPSTREAM, "mcplocal sent an event that is not a message", e);
        }
        return fields.of(event);
    }

    Passed withSubject(String named) {
        return new Passed(
                at, exchange, project, session, client, way, server, method, named, bytes, millis,
                outcome, dropped, event, bodyAt);
    }

    boolean isAnswer() {
        return !outcome.isEmpty();
    }

    /** Whether it passed between the client and mcplocal, and not between mcplocal and a server. */
    boolean isOfClient() {
        return way == Way.FROM_CLIENT || way == Way.TO_CLIENT;
    }

    boolean isFailure() {
        return !outcome.isEmpty() && !outcome.equals("ok");
    }

    boolean isOfExchange(Passed other) {
        return exchange != 0 && exchange == other.exchange && session.equals(other.session);
    }

    /** The params, result or error. */
    String body() {
        return bodyAt == 0 ? "" : event.substring(bodyAt, event.length() - 1);
    }

    /** Collects the members of an event in whatever order they come. */
    private static final class Fields {
        private String at = "";
        private long exchange;
        private String project = "";
        private String session = "";
        private String client = "";
        private Way way = Way.TO_CLIENT;
        private String server = "";
        private String method = "";
        private String subject = "";
        private long bytes;
        private double millis;
        private String outcome = "";
        private long dropped;
        private int bodyAt;

        private void read(String field, JsonParser json) throws IOException {
            JsonToken value = json.nextToken();
            switch (field) {
                case "at" -> at = json.getText();
                case "id" -> exchange = json.getLongValue();
                case "project" -> project = json.getText();
                case "session" -> session = json.getText();
                case "client" -> client = json.getText();
                case "stage" -> way = Way.ofStage(json.getText());
                case "server" -> server = json.getText();
                case "method" -> method = json.getText();
                case "bytes" -> bytes = json.getLongValue();
                case "durationMillis" -> millis = json.getDoubleValue();
                case "outcome" -> outcome = json.getText();
                case "dropped" -> dropped = json.getLongValue();
                case "message" -> {
                    bodyAt = (int) json.currentTokenLocation().getCharOffset();
                    boolean isRequest = way == Way.FROM_CLIENT || way == Way.TO_SERVER;
                    if (isRequest && bytes < MAX_SEARCHED && value == JsonToken.START_OBJECT) {
                        subject = named(json);
                    }
                }
                default -> json.skipChildren();
            }
        }

        /** The first {@code name} or {@code uri} of an object. */
        private static String named(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                boolean isName = field.equals("name") || field.equals("uri");
                if (isName && value == JsonToken.VALUE_STRING) {
                    return json.getText();
                }
                json.skipChildren();
            }
            return "";
        }

        private Passed of(String event) {
            return new Passed(
                    at, exchange, project, session, client, way, server, method, subject, bytes,
                    millis, outcome, dropped, event, bodyAt);
        }
    }
}
