package dev.mcpctl.db.feed;

/**
 * Who changes something, and why; stands in the feed beside every change.
 *
 * @param subject {@code user:ada}, or {@code system:reconciler} for the daemon itself
 * @param reason one line for people; empty when none was given
 */
public record Author(String subject, String reason) {
    public Author {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("an author needs a subject");
        }
    }

    public static Author of(String subject) {
        return new Author(subject, "");
    }
}
