package dev.mcpctl.localproxy.project;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose a resource is. URIs stay as their servers have them; of two servers that list the same one,
 * the later attachment's is wrapped: {@code mcpctl://alias/encoded}, or {@code ui://alias/encoded}
 * for a page that is shown, which hosts know by that scheme. A wrapped URI is understood whether or
 * not its plain form collides at the moment. Immutable.
 */
final class ResourceUris {
    private static final String SCHEME = "mcpctl://";
    private static final String PAGE_SCHEME = "ui://";

    /** What one server lists. */
    record Listed(String alias, List<String> uris, List<String> templates) {}

    /** A resource at its server: the URI as the server knows it. */
    record Origin(String alias, String uri) {}

    private record OwnedTemplate(String alias, String text, UriTemplate template) {}

    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, String> templateOwners = new HashMap<>();
    private final List<OwnedTemplate> templates = new ArrayList<>();
    private final Set<String> aliases = new HashSet<>();

    /**
     * @param servers in the order of their attachment
     */
    ResourceUris(List<Listed> servers) {
        for (Listed server : servers) {
            aliases.add(server.alias());
            server.uris().forEach(uri -> owners.putIfAbsent(uri, server.alias()));
            for (String text : server.templates()) {
                templateOwners.putIfAbsent(text, server.alias());
                templates.add(new OwnedTemplate(server.alias(), text, new UriTemplate(text)));
            }
        }
    }

    /** Who has the plain form of a URI, if anybody lists it or a template for it. */
    Optional<String> owner(String uri) {
        String owner = owners.get(uri);
        if (owner != null) {
            return Optional.of(owner);
        }
        return templates.stream()
                .filter(owned -> owned.template().matches(uri))
                .map(OwnedTemplate::alias)
                .findFirst();
    }

    /** What clients know a server's URI by. */
    String outward(String alias, String uri) {
        return owner(uri).filter(owner -> !owner.equals(alias)).isPresent()
                ? wrap(alias, uri)
                : uri;
    }

    /** What clients know a server's template by; its expressions stay expressions. */
    String outwardTemplate(String alias, String template) {
        return alias.equals(templateOwners.getOrDefault(template, alias))
                ? template
                : wrapTemplate(alias, template);
    }

    /** Where a URI of a client leads; empty when nobody is known to have it. */
    Optional<Origin> origin(String uri) {
        String listed = owners.get(uri);
        if (listed != null) {
            return Optional.of(new Origin(listed, uri));
        }
        Optional<Origin> wrapped = unwrap(uri);
        return wrapped.isPresent() ? wrapped : owner(uri).map(alias -> new Origin(alias, uri));
    }

    /** As {@link #origin}, for the text of a template or a URI in a completion's reference. */
    Optional<Origin> originOfReference(String text) {
        String owner = templateOwners.get(text);
        if (owner != null) {
            return Optional.of(new Origin(owner, text));
        }
        for (OwnedTemplate owned : templates) {
            if (text.equals(wrapTemplate(owned.alias(), owned.text()))) {
                return Optional.of(new Origin(owned.alias(), owned.text()));
            }
        }
        return origin(text);
    }

    static String wrap(String alias, String uri) {
        return scheme(uri) + alias + "/" + encoded(uri);
    }

    private static String scheme(String uri) {
        return uri.startsWith(PAGE_SCHEME) ? PAGE_SCHEME : SCHEME;
    }

    private static String wrapTemplate(String alias, String template) {
        return scheme(template)
                + alias
                + "/"
                + new UriTemplate(template).withLiterals(ResourceUris::encoded);
    }

    private Optional<Origin> unwrap(String uri) {
        String scheme = scheme(uri);
        int slash = uri.startsWith(scheme) ? uri.indexOf('/', scheme.length()) : -1;
        if (slash < 0 || !aliases.contains(uri.substring(scheme.length(), slash))) {
            return Optional.empty();
        }
        String alias = uri.substring(scheme.length(), slash);
        boolean isWrapped = scheme(decoded(uri.substring(slash + 1))).equals(scheme);
        if (!isWrapped) {
            return Optional.empty(); // a page of its own, at a server named like one of ours
        }
        // Values that a client put into a wrapped template are encoded as the original wants them:
        // only the literals are ours to decode.
        for (OwnedTemplate owned : templates) {
            if (owned.alias().equals(alias)) {
                Optional<String> expansion =
                        new UriTemplate(wrapTemplate(alias, owned.text()))
                                .transfer(uri, owned.template());
                if (expansion.isPresent()
                        && !owners.containsKey(decoded(uri.substring(slash + 1)))) {
                    return expansion.map(found -> new Origin(alias, found));
                }
            }
        }
        return Optional.of(new Origin(alias, decoded(uri.substring(slash + 1))));
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isUnreserved =
                    c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (isUnreserved) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    private static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                plain.write(high * 16 + low);
                i += 2;
            } else {
                plain.write(bytes[i]);
            }
        }
        return plain.toString(StandardCharsets.UTF_8);
    }
}
