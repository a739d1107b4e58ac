package dev.mcpctl.api.kinds;

import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Suggestion;
import dev.mcpctl.api.secret.Secrets;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.api.template.Templates;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The list of kinds, in the order in which {@code apply} writes them: what is referred to comes
 * first.
 */
public final class Kinds {
    public static final List<ResourceKind<?>> ALL =
            checked(
                    List.of(
                            Secrets.KIND,
                            Templates.KIND,
                            Servers.KIND,
                            Projects.KIND,
                            Instances.KIND,
                            ServerAttachments.KIND));

    private Kinds() {}

    /** The kind of that singular, plural or short name, in any case. */
    public static Optional<ResourceKind<?>> find(String word) {
        for (ResourceKind<?> kind : ALL) {
            if (kind.answersTo(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** As {@link #find}; an unknown word is a {@link Problem} that suggests a kind. */
    public static ResourceKind<?> get(String word) {
        return find(word).orElseThrow(() -> unknown(word));
    }

    public static Problem unknown(String word) {
        List<String> words = ALL.stream().map(ResourceKind::plural).toList();
        String hint =
                Suggestion.closest(word, words)
                        .map(plural -> "; did you mean \"" + plural + "\"?")
                        .orElse("; expected one of " + String.join(", ", words));
        return new Problem(ProblemType.BAD_REQUEST, "there is no kind \"" + word + "\"" + hint);
    }

    private static List<ResourceKind<?>> checked(List<ResourceKind<?>> kinds) {
        Set<String> words = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ResourceKind<?> kind : kinds) {
            names.add(kind.name());
            for (String word : allWords(kind)) {
                if (!words.add(word)) {
                    throw new IllegalStateException("two kinds answer to \"" + word + "\"");
                }
            }
        }
        for (ResourceKind<?> kind : kinds) {
            for (Reference<?> reference : kind.references()) {
                if (!names.contains(reference.kind())) {
                    throw new IllegalStateException(
                            kind + " refers to the unknown kind " + reference.kind());
                }
            }
        }
        return kinds;
    }

    private static List<String> allWords(ResourceKind<?> kind) {
        return Stream.concat(Stream.of(kind.name(), kind.plural()), kind.shortNames().stream())
                .toList();
    }
}
