package dev.mcpctl.localproxy.project;

import dev.mcpctl.localproxy.project.ResourceUris.Origin;

import java.util.List;
import java.util.Optional;

/** Finds which server a URI leads to, and what clients know a server's URI by. */
final class ResourceSearch {
    private final Project project;

    ResourceSearch(Project project) {
        this.project = project;
    }

    /**
     * The servers to ask for a resource, the likely one first: who lists it or a template for it,
     * else who sent a link to it, else every server that has resources at all, in order; servers
     * have resources that they list nowhere.
     */
    List<Origin> candidates(String uri) {
        Optional<Origin> known = known(uri);
        if (known.isPresent()) {
            return List.of(known.get());
        }
        return project.servers().stream()
                .filter(server ->
                        server.discovery().map(found -> found.has("resources")).orElse(true))
                .map(server -> new Origin(server.alias(), uri))
                .toList();
    }

    /** The server of a completion's reference, which may be the text of a template. */
    Optional<Origin> ofReference(String text) {
        Optional<Origin> listed = project.merged().uris().originOfReference(text);
        return listed.isPresent() ? listed : known(text);
    }

    private Optional<Origin> known(String uri) {
        Optional<Origin> listed = project.merged().uris().origin(uri);
        return listed.isPresent()
                ? listed
                : project.seen().sender(uri).map(alias -> new Origin(alias, uri));
    }

    /** What clients are told; remembers who said it, for a URI that nobody lists. */
    String outward(String alias, String uri) {
        Optional<String> owner = project.merged().uris().owner(uri);
        String first = owner.isPresent() ? owner.get() : project.seen().senderOf(uri, alias);
        return first.equals(alias) ? uri : ResourceUris.wrap(alias, uri);
    }
}
