package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said to a client of each revision, from the form of the newest. */
public final class Dialects {
    private static final Map<Revision, Dialect> BY_REVISION =
            new EnumMap<>(
                    Map.of(
                            Revision.V2024_11_05, new V20241105(),
                            Revision.V2025_03_26, new V20250326(),
                            Revision.V2025_06_18, new V20250618(),
                            Revision.V2025_11_25, new V20251125(),
                            Revision.V2026_07_28, new V20260728()));

    private static final List<Revision> NEWEST_FIRST = List.of(Revision.values()).reversed();

    private Dialects() {}

    /** Whether a client of this revision may send this request. */
    public static boolean hasRequest(Revision revision, String method) {
        return dialect(revision).requests().contains(method);
    }

    /** A result in modern form as a client of this revision understands it. */
    public static Json result(Revision revision, String method, Json modern) {
        Json result = modern;
        for (Revision step : NEWEST_FIRST) {
            if (step.isBefore(revision)) {
                break;
            }
            result = dialect(step).result(method, result);
        }
        return result;
    }

    /** A notification in modern form as a client of this revision understands it. */
    public static Notification notification(Revision revision, Notification modern) {
        Notification notification = modern;
        for (Revision step : NEWEST_FIRST) {
            if (step.isBefore(revision)) {
                break;
            }
            notification = dialect(step).notification(notification);
        }
        return notification;
    }

    /**
     * A question in modern form as a client of this revision understands it; nothing when it cannot
     * be put to it.
     */
    public static Optional<Question> question(Revision revision, Question modern) {
        Optional<Question> question = Optional.of(modern);
        for (Revision step : NEWEST_FIRST) {
            if (step.isBefore(revision)) {
                break;
            }
            question = question.flatMap(newer -> dialect(step).question(newer));
        }
        return question;
    }

    /** What a client answers, as a server of this revision understands it. */
    public static Json answer(Revision revision, Question question, Json modern) {
        boolean mayBeSeveral =
                question.method().equals(Methods.SAMPLE) && revision.isBefore(Revision.V2025_11_25);
        return mayBeSeveral ? Items.ofOneBlock(modern) : modern;
    }

    private static Dialect dialect(Revision revision) {
        Dialect dialect = BY_REVISION.get(revision);
        if (dialect == null) {
            throw new IllegalStateException("no dialect for " + revision);
        }
        return dialect;
    }
}
