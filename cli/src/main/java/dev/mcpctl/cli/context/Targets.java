package dev.mcpctl.cli.context;

import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the words behind a verb name, in kubectl's grammar: {@code servers}, {@code servers a b},
 * {@code server/a project/b}, {@code servers,projects}.
 */
public final class Targets {
    private Targets() {}

    /**
     * Some resources of one kind.
     *
     * @param names empty: all of them
     */
    public record Target(ResourceKind<?> kind, List<String> names) {
        public Target {
            names = List.copyOf(names);
        }

        public boolean isWholeKind() {
            return names.isEmpty();
        }

        /**
         * Returns when they can be changed at all.
         *
         * @throws Problem LOCAL which says what to change instead
         */
        public void requireUpdatable() {
            if (!kind.verbs().contains(Verb.UPDATE)) {
                String maker =
                        kind.references().isEmpty()
                                ? ""
                                : "; edit the "
                                        + kind.references().getFirst().kind()
                                        + " that they are made from";
                throw new Problem(ProblemType.LOCAL, kind.plural() + " are immutable" + maker);
            }
        }

        /** Where the whole list stands; for a kind of projects, over all of them. */
        public ResourceAddress list() {
            return ResourceAddress.all(kind.plural());
        }

        /** Where one of them stands; a kind of projects needs the command's project. */
        public ResourceAddress address(String name, GlobalOptions options) {
            if (kind.scope() == Scope.GLOBAL) {
                return ResourceAddress.global(kind.plural(), name);
            }
            String project =
                    options.project()
                            .orElseThrow(() ->
                                    new UsageError(
                                            "a "
                                                    + kind.name()
                                                    + " belongs to a project; say which with"
                                                    + " --project NAME"));
            return new ResourceAddress(kind.plural(), project, name);
        }
    }

    /** At least one word; a wrong one is a {@link UsageError}. */
    public static List<Target> parse(List<String> words) {
        if (words.getFirst().indexOf('/') >= 0) {
            return kindsAndNames(words);
        }
        List<String> names = words.subList(1, words.size());
        for (String name : names) {
            if (name.isEmpty() || name.indexOf('/') >= 0) {
                throw new UsageError(
                        "\"" + name + "\" is not a name; write KIND NAME... or KIND/NAME...");
            }
        }
        List<Target> targets = new ArrayList<>();
        for (String word : words.getFirst().split(",", -1)) {
            targets.add(new Target(kind(word), names));
        }
        return targets;
    }

    /** The one resource that {@code KIND NAME} or {@code KIND/NAME} names. */
    public static Target one(List<String> words) {
        List<Target> targets = parse(words);
        if (targets.size() != 1 || targets.getFirst().names().size() != 1) {
            throw new UsageError("expected one resource: KIND NAME or KIND/NAME");
        }
        return targets.getFirst();
    }

    /** All kinds there are, for a person. */
    public static String kinds() {
        return Kinds.ALL.stream().map(ResourceKind::plural).collect(Collectors.joining(", "));
    }

    public static ResourceKind<?> kind(String word) {
        @Nullable ResourceKind<?> kind = Kinds.find(word).orElse(null);
        if (kind == null) {
            Problem unknown = Kinds.unknown(word);
            throw new UsageError(unknown.detail());
        }
        return kind;
    }

    /** One target a kind, in the order of their first words. */
    private static List<Target> kindsAndNames(List<String> words) {
        Map<ResourceKind<?>, List<String>> names = new LinkedHashMap<>();
        for (String word : words) {
            int slash = word.indexOf('/');
            if (slash < 0 || word.indexOf('/', slash + 1) >= 0 || slash == word.length() - 1) {
                throw new UsageError("expected KIND/NAME, got \"" + word + "\"");
            }
            names.computeIfAbsent(kind(word.substring(0, slash)), _ -> new ArrayList<>())
                    .add(word.substring(slash + 1));
        }
        List<Target> targets = new ArrayList<>();
        names.forEach((kind, named) -> targets.add(new Target(kind, named)));
        return targets;
    }
}
