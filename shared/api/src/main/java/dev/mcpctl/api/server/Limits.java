package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.resource.Fields;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container may use at most.
 *
 * @param memoryBytes swap included
 * @param cpuNanos billionths of one CPU
 * @param pids processes and threads at once
 */
public record Limits(long memoryBytes, long cpuNanos, int pids) {
    private static final long MI = 1L << 20;

    /** What holds when a server says nothing. */
    public static final Limits DEFAULT = new Limits(512 * MI, 1_000_000_000L, 256);

    private static final long MIN_MEMORY = 16 * MI;
    private static final long MAX_MEMORY = 1L << 50;
    private static final BigDecimal MIN_CPUS = new BigDecimal("0.01");
    private static final BigDecimal MAX_CPUS = new BigDecimal(1_024);
    private static final int MIN_PIDS = 8;
    private static final int MAX_PIDS = 4_194_304;

    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,15})(Ki|Mi|Gi|Ti|k|M|G|T)?");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "Ki",
                    1L << 10,
                    "Mi",
                    MI,
                    "Gi",
                    1L << 30,
                    "Ti",
                    1L << 40,
                    "k",
                    1_000L,
                    "M",
                    1_000_000L,
                    "G",
                    1_000_000_000L,
                    "T",
                    1_000_000_000_000L);

    static Limits read(Fields fields) {
        Limits limits =
                new Limits(
                        fields.any("memory")
                                .map(node -> memory(fields, node))
                                .orElse(DEFAULT.memoryBytes),
                        fields.any("cpus").map(node -> cpus(fields, node)).orElse(DEFAULT.cpuNanos),
                        fields.integer("pids", DEFAULT.pids, MIN_PIDS, MAX_PIDS));
        fields.end();
        return limits;
    }

    private static long memory(Fields fields, JsonNode node) {
        Optional<Long> bytes = bytes(node);
        if (bytes.isEmpty() || bytes.get() < MIN_MEMORY || bytes.get() > MAX_MEMORY) {
            fields.fault(
                    "memory",
                    "expected an amount of at least 16Mi such as 512Mi or 1Gi, got "
                            + Fields.described(node));
            return DEFAULT.memoryBytes;
        }
        return bytes.get();
    }

    /** Empty for what is no amount, or far too much to count. */
    private static Optional<Long> bytes(JsonNode node) {
        Matcher quantity =
                QUANTITY.matcher(node.isTextual() || node.isIntegralNumber() ? node.asText() : "");
        if (!quantity.matches()) {
            return Optional.empty();
        }
        String unit = quantity.group(2);
        long factor = unit == null ? 1 : UNITS.getOrDefault(unit, 1L);
        long number = Long.parseLong(quantity.group(1));
        return number > MAX_MEMORY / factor ? Optional.empty() : Optional.of(number * factor);
    }

    private static long cpus(Fields fields, JsonNode node) {
        if (node.isNumber()) {
            BigDecimal cpus = node.decimalValue();
            if (cpus.compareTo(MIN_CPUS) >= 0 && cpus.compareTo(MAX_CPUS) <= 0) {
                return cpus.movePointRight(9).longValue();
            }
        }
        fields.fault(
                "cpus",
                "expected a number from 0.01 to 1024 such as 0.5, got " + Fields.described(node));
        return DEFAULT.cpuNanos;
    }
}
