package dev.mcpctl.cli.bridge;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client of the handshake era and mcplocal agreed on, to agree on it again with another
 * mcplocal. A client of 2026-07-28 has none. Its caller locks.
 */
final class Handshake {
    private byte @Nullable [] initialize;
    private byte @Nullable [] initialized;
    private @Nullable RequestId id;
    private String version = "";
    private boolean isAnswered;
    private final List<byte[]> declared = new ArrayList<>();

    /** Keeps the two lines that open a session. */
    void noteFromClient(List<Envelope> messages, byte[] buffer, int offset, int length) {
        if (messages.size() != 1) {
            return; // neither may stand in a batch
        }
        Envelope message = messages.getFirst();
        if (message.is(Envelope.INITIALIZE) && message.isRequest() && !isAnswered) {
            initialize = copy(buffer, offset, length);
            id = message.id();
        } else if (message.is(Envelope.INITIALIZED)) {
            initialized = copy(buffer, offset, length);
        }
    }

    void noteFromServer(List<Envelope> messages) {
        if (id != null && !isAnswered) {
            for (Envelope message : messages) {
                if (isAnswer(message)) {
                    noteAnswer(message);
                }
            }
        }
    }

    /** Whether there is something to say to another mcplocal before anything else. */
    boolean isAnswered() {
        return isAnswered;
    }

    /** The line that the client began with; null when it has not. */
    byte @Nullable [] initialize() {
        return initialize;
    }

    byte @Nullable [] initialized() {
        return initialized;
    }

    boolean isAnswer(Envelope message) {
        RequestId answered = message.id();
        return id != null
                && answered != null
                && message.isAnswer()
                && answered.key().equals(id.key());
    }

    /** Whether {@code answer}, from another mcplocal, settles on what the client was told. */
    boolean isSame(Envelope answer) {
        return versionIn(answer).equals(version);
    }

    String version() {
        return version;
    }

    /** The notifications that say to the client: look again. */
    List<byte[]> listChanges() {
        return initialized == null ? List.of() : declared;
    }

    private void noteAnswer(Envelope answer) {
        if (!answer.body().isObject()) {
            return; // it was refused: there is no session
        }
        isAnswered = true;
        version = versionIn(answer);
        JsonCursor capabilities = new JsonCursor(answer.body().member("capabilities"));
        while (capabilities.next()) {
            if (capabilities.value().member("listChanged").isTrue()) {
                declared.add(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
                                .concat(capabilities.name())
                                .concat("/list_changed\"}\n")
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String versionIn(Envelope answer) {
        return answer.body().member("protocolVersion").text();
    }

    private static byte[] copy(byte[] buffer, int offset, int length) {
        byte[] line = new byte[length];
        System.arraycopy(buffer, offset, line, 0, length);
        return line;
    }
}
