package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.db.resource.LabelSelector;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * Which resources of a kind a list or a watch is about.
 *
 * @param project those of, or used by, this project; null: all
 */
record Selection(
        ResourceKind<?> kind,
        @Nullable String project,
        String selectorText,
        LabelSelector selector) {

    /** The project is in the path of project-scoped kinds, else a parameter. */
    static Selection of(ResourceKind<?> kind, ApiRequest request) {
        String selector = request.query("labelSelector").orElse("");
        String project =
                request.parameters()
                        .find("project")
                        .or(() -> request.query("project"))
                        .orElse(null);
        return new Selection(kind, project, selector, LabelSelector.parse(selector));
    }

    /** Throws a Problem when there is no such project. */
    Predicate<Resource> in(Catalog catalog) {
        Predicate<Resource> labels = resource -> selector.matches(resource.metadata().labels());
        if (project == null) {
            return labels;
        }
        ProjectClosure closure = ProjectClosure.of(project, catalog);
        return labels.and(resource -> closure.includes(kind, resource.key()));
    }

    /** What a page's token is bound to. */
    String fingerprint() {
        return kind.plural() + "|" + (project == null ? "" : project) + "|" + selectorText;
    }
}
