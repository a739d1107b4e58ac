package dev.mcpctl.mcp.oauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a server wants to see: one challenge of {@code WWW-Authenticate}, in which there may be
 * several. https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 *
 * @param scheme in lower case
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** The first that asks for a bearer token; empty when none does. */
    static Optional<Challenge> bearer(List<String> headers) {
        return headers.stream()
                .flatMap(header -> read(header).stream())
                .filter(challenge -> challenge.scheme().equals("bearer"))
                .findFirst();
    }

    /** Every challenge of a header; what cannot be understood ends the reading. */
    static List<Challenge> read(String header) {
        return new Reader(header).all();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /** Reads one header, character by character. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Challenge> all() {
            List<Challenge> all = new ArrayList<>();
            String scheme = "";
            Map<String, String> parameters = new LinkedHashMap<>();
            while (true) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    break;
                }
                int behindWord = at;
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=' && !scheme.isEmpty()) {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                } else {
                    at = behindWord;
                    if (!scheme.isEmpty()) {
                        all.add(new Challenge(scheme, parameters));
                    }
                    scheme = word.toLowerCase(Locale.ROOT);
                    parameters = new LinkedHashMap<>();
                }
            }
            if (!scheme.isEmpty()) {
                all.add(new Challenge(scheme, parameters));
            }
            return all;
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int from = at;
            while (at < text.length() && isOfToken(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private static boolean isOfToken(char c) {
            boolean isLetterOrDigit =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return isLetterOrDigit || TOKEN.indexOf(c) >= 0;
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                int from = at;
                while (at < text.length() && ", \t".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                return text.substring(from, at);
            }
            var value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at = Math.min(at + 1, text.length()); // the quote may be missing
            return value.toString();
        }
    }
}
