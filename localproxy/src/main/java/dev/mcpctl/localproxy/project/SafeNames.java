package dev.mcpctl.localproxy.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names made of {@code [a-zA-Z0-9_-]} only, for clients that hand them to a model API. {@code
 * alias_name}, with a short hash of the canonical name behind it only where the plain form is too
 * long or not unique. An alias has no underscore, so plain forms of two servers never meet: what a
 * name looks like depends on its own server alone.
 */
final class SafeNames {
    private static final int MODEL_API_BOUND = 64;
    private static final int HASH_LENGTH = 8;

    private SafeNames() {}

    /** How long a name may be: clients put {@code mcp__project__} in front. */
    static int boundOf(String project) {
        return MODEL_API_BOUND - ("mcp__" + project + "__").length();
    }

    /**
     * A name for each, all different, none longer than {@code bound}; the result does not depend on
     * the order of {@code names}.
     *
     * @param names each once
     */
    static Map<QualifiedName, String> assign(List<QualifiedName> names, int bound) {
        Map<QualifiedName, String> safe = new HashMap<>();
        Map<String, QualifiedName> taken = new HashMap<>();
        Map<String, List<QualifiedName>> altered = new LinkedHashMap<>();
        List<QualifiedName> needHash = new ArrayList<>();
        for (QualifiedName name : names) {
            String plain = plain(name);
            if (plain.length() > bound) {
                needHash.add(name);
            } else if (plain.endsWith(name.name())) {
                // Nothing was replaced, so no other name has this form.
                safe.put(name, plain);
                taken.put(plain, name);
            } else {
                altered.computeIfAbsent(plain, _ -> new ArrayList<>()).add(name);
            }
        }
        altered.forEach((plain, sharers) -> {
            if (sharers.size() == 1 && taken.putIfAbsent(plain, sharers.getFirst()) == null) {
                safe.put(sharers.getFirst(), plain);
            } else {
                needHash.addAll(sharers);
            }
        });
        needHash.sort((one, other) -> one.toString().compareTo(other.toString()));
        for (QualifiedName name : needHash) {
            String hashed = hashed(name, bound, 0);
            for (int salt = 1; taken.putIfAbsent(hashed, name) != null; salt++) {
                hashed = hashed(name, bound, salt);
            }
            safe.put(name, hashed);
        }
        return safe;
    }

    private static String plain(QualifiedName name) {
        StringBuilder plain = new StringBuilder(name.alias()).append('_');
        name.name().codePoints().forEach(c -> plain.append(isSafe(c) ? (char) c : '_'));
        return plain.toString();
    }

    private static boolean isSafe(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-';
    }

    private static String hashed(QualifiedName name, int bound, int salt) {
        String plain = plain(name);
        String head = plain.substring(0, Math.min(plain.length(), bound - HASH_LENGTH - 1));
        return head + "_" + hash(salt == 0 ? name.toString() : name + "#" + salt);
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_LENGTH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
