package dev.mcpctl.api.manifest;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.yaml.Place;
import dev.mcpctl.api.yaml.YamlFault;
import dev.mcpctl.api.yaml.YamlText;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads manifests. Every method throws a {@link Problem} of type LOCAL whose detail has one line
 * for each fault: {@code FILE:LINE:COLUMN: what}.
 */
public final class ManifestReader {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ManifestReader() {}

    /** Reads a file; one that is too long is refused unread. */
    public static List<ManifestDocument> read(Path file) {
        return read(file.toString(), file);
    }

    /**
     * As {@link #read(Path)}.
     *
     * @param label the name of the file in messages
     */
    public static List<ManifestDocument> read(String label, Path file) {
        try {
            long bytes = Files.isRegularFile(file) ? Files.size(file) : 0;
            if (bytes > YamlText.MAX_BYTES) {
                throw tooLong(label, ": " + bytes + " bytes");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(label, in);
            }
        } catch (NoSuchFileException e) {
            throw new Problem(ProblemType.LOCAL, label + ": no such file");
        } catch (AccessDeniedException e) {
            throw new Problem(ProblemType.LOCAL, label + ": permission denied");
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "cannot read " + label + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads UTF-8 text to its end, or to the limit.
     *
     * @param label the name of the text in messages
     */
    public static List<ManifestDocument> read(String label, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(YamlText.MAX_BYTES + 1);
        if (bytes.length > YamlText.MAX_BYTES) {
            throw tooLong(label, "");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return parse(label, StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
        } catch (CharacterCodingException e) {
            throw new YamlFault(placeOf(bytes, buffer.position()), "not UTF-8").in(label);
        }
    }

    /** As {@link #read(String, InputStream)}. */
    public static List<ManifestDocument> parse(String label, String text) {
        List<Node> nodes;
        try {
            nodes =
                    YamlText.compose(
                            text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, false);
        } catch (YamlFault e) {
            throw e.in(label);
        }
        DocumentFolder folder = new DocumentFolder(label);
        int number = 0;
        for (Node node : nodes) {
            number++;
            if (!node.getTag().equals(Tag.NULL)) {
                folder.fold(node, number);
            }
        }
        return folder.documents();
    }

    private static Problem tooLong(String label, String size) {
        return new Problem(
                ProblemType.LOCAL,
                label
                        + ": the file is too large"
                        + size
                        + "; at most "
                        + YamlText.MAX_BYTES
                        + " bytes (4 MiB) are read; split it");
    }

    private static Place placeOf(byte[] text, int position) {
        List<Integer> breaks = new ArrayList<>(List.of(-1));
        for (int i = 0; i < position; i++) {
            if (text[i] == '\n') {
                breaks.add(i);
            }
        }
        return new Place(breaks.size(), position - breaks.getLast());
    }
}
