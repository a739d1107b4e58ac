package dev.mcpctl.db;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Where a server is, as JDBC wants it. Shows itself without the password.
 *
 * @param jdbcUrl without user and password
 * @param credentials user and password, where the URL had them
 */
record DatabaseUrl(String jdbcUrl, Properties credentials) {
    private static final String JDBC = "jdbc:postgresql:";
    private static final int DEFAULT_PORT = 5432;

    /** Reads {@code postgresql://user:password@host:port/database?option=…} or a JDBC URL. */
    static DatabaseUrl read(String text) {
        if (text.startsWith(JDBC)) {
            return ofJdbc(text);
        }
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            throw unusable();
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() == null) {
                throw unusable();
            }
            Properties credentials = new Properties();
            String user = uri.getRawUserInfo();
            if (user != null) {
                String[] parts = user.split(":", 2);
                credentials.setProperty("user", decoded(parts[0]));
                if (parts.length == 2) {
                    credentials.setProperty("password", decoded(parts[1]));
                }
            }
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            String options = options(uri.getRawQuery(), credentials);
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            return new DatabaseUrl(
                    JDBC
                            + "//"
                            + uri.getHost()
                            + ":"
                            + port
                            + (path.isEmpty() ? "/" : path)
                            + options,
                    credentials);
        } catch (IllegalArgumentException _) {
            throw unusable(); // its message would show the URL
        }
    }

    /** {@code host:port/database}: what messages may show. */
    String place() {
        String place = jdbcUrl.substring(JDBC.length());
        int query = place.indexOf('?');
        return (query < 0 ? place : place.substring(0, query)).replaceFirst("^//", "");
    }

    @Override
    public String toString() {
        return "DatabaseUrl[" + place() + ", ***]";
    }

    private static DatabaseUrl ofJdbc(String text) {
        int query = text.indexOf('?');
        Properties credentials = new Properties();
        if (query < 0) {
            return new DatabaseUrl(text, credentials);
        }
        try {
            return new DatabaseUrl(
                    text.substring(0, query) + options(text.substring(query + 1), credentials),
                    credentials);
        } catch (IllegalArgumentException _) {
            throw unusable();
        }
    }

    /** The options as they came, but for user and password, which go to {@code credentials}. */
    private static String options(@Nullable String query, Properties credentials) {
        StringBuilder options = new StringBuilder();
        if (query != null) {
            for (String option : query.split("&", -1)) {
                String[] parts = option.split("=", 2);
                if (parts[0].equals("user") || parts[0].equals("password")) {
                    credentials.setProperty(parts[0], parts.length == 2 ? decoded(parts[1]) : "");
                } else if (!option.isEmpty()) {
                    options.append(options.isEmpty() ? '?' : '&').append(option);
                }
            }
        }
        return options.toString();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Problem unusable() {
        return new Problem(
                ProblemType.LOCAL,
                "MCPD_DATABASE_URL is not usable: expected postgresql://user:password@host:port/database");
    }
}
