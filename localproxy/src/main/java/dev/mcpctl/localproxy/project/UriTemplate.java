package dev.mcpctl.localproxy.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI template (RFC 6570) as far as it takes to tell whether a URI is one of its expansions, and
 * to give it other literals. Immutable.
 */
final class UriTemplate {
    private static final Pattern EXPRESSION = Pattern.compile("\\{([^{}]*)\\}");
    private static final String OPERATORS = "+#./;?&";

    private final List<String> literals = new ArrayList<>(); // one more than expressions
    private final List<String> expressions = new ArrayList<>();
    private final Pattern expansion;

    UriTemplate(String text) {
        StringBuilder regex = new StringBuilder();
        Matcher matcher = EXPRESSION.matcher(text);
        int from = 0;
        while (matcher.find()) {
            String literal = text.substring(from, matcher.start());
            literals.add(literal);
            expressions.add(matcher.group());
            String inside = matcher.group(1);
            boolean isSimple = inside.isEmpty() || OPERATORS.indexOf(inside.charAt(0)) < 0;
            regex.append(Pattern.quote(literal)).append(isSimple ? "([^/?#]*)" : "(.*)");
            from = matcher.end();
        }
        literals.add(text.substring(from));
        regex.append(Pattern.quote(literals.getLast()));
        expansion = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    boolean matches(String uri) {
        return expansion.matcher(uri).matches();
    }

    /** The template with its literals replaced and its expressions as they are. */
    String withLiterals(UnaryOperator<String> change) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literals.size(); i++) {
            text.append(change.apply(literals.get(i)));
            if (i < expressions.size()) {
                text.append(expressions.get(i));
            }
        }
        return text.toString();
    }

    /** The expansion of {@code target} that has the values which {@code uri} has in this one. */
    Optional<String> transfer(String uri, UriTemplate target) {
        Matcher matcher = expansion.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < target.literals.size(); i++) {
            text.append(target.literals.get(i));
            if (i < expressions.size()) {
                text.append(matcher.group(i + 1));
            }
        }
        return Optional.of(text.toString());
    }
}
