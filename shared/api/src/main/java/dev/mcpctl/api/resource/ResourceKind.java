package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything that generic code asks of a kind: names, scope, verbs, how a spec is read and checked,
 * its columns, sections and references. Declared once, in the kind's own package, and listed in
 * {@code Kinds}. Immutable.
 *
 * @param <S> the typed spec
 */
public final class ResourceKind<S> {
    private static final int MAX_NAME_LENGTH = 63;

    private final Builder<S> parts;

    private ResourceKind(Builder<S> parts) {
        this.parts = parts;
    }

    /** {@code reader} types a canonical spec; what is wrong with it goes to the fields' faults. */
    public static <S> Builder<S> read(Function<Fields, S> reader) {
        return new Builder<>(reader);
    }

    /** {@code server}. */
    public String name() {
        return parts.name;
    }

    /** {@code servers}: also the segment of REST paths. */
    public String plural() {
        return parts.plural;
    }

    public List<String> shortNames() {
        return parts.shortNames;
    }

    public Scope scope() {
        return parts.scope;
    }

    public Storage storage() {
        return parts.storage;
    }

    public Set<Verb> verbs() {
        return parts.verbs;
    }

    public int maxNameLength() {
        return parts.maxNameLength;
    }

    /** Whether exports and backups hold this kind. */
    public boolean isInBackup() {
        return parts.inBackup;
    }

    /** The spec field whose values are sealed and never shown, if there is one. */
    public Optional<String> sealedField() {
        return Optional.ofNullable(parts.sealedField);
    }

    /** The spec field that mcpd adds to what was written; no manifest holds it. */
    public Optional<String> derivedField() {
        return Optional.ofNullable(parts.derivedField);
    }

    public List<Reference<S>> references() {
        return List.copyOf(parts.references);
    }

    public List<Section<S>> sections() {
        return List.copyOf(parts.sections);
    }

    /** NAME first, then the declared columns; wide ones at the end and only when asked for. */
    public List<Column<S>> columns(boolean wide) {
        Stream<Column<S>> name =
                Stream.of(new Column<>("NAME", view -> view.metadata().name(), false));
        return Stream.concat(
                        name, parts.columns.stream().filter(column -> wide || !column.isWide()))
                .toList();
    }

    /** True for the singular, the plural and each short name, in any case. */
    public boolean answersTo(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.equals(parts.name)
                || lower.equals(parts.plural)
                || parts.shortNames.contains(lower);
    }

    /**
     * The one stored shape of a spec: aliases and retired fields folded away. The argument is not
     * changed.
     */
    public ObjectNode canonical(ObjectNode spec) {
        return parts.canonical.apply(spec.deepCopy());
    }

    /**
     * Types a canonical spec. Pointers of faults begin with {@code /spec}.
     *
     * @return a spec that is meaningful only when no fault was added
     */
    public S read(JsonNode spec, List<Fault> faults) {
        return parts.reader.apply(new Fields(spec, "/spec", faults));
    }

    /**
     * What a spec may hold, for people and tools, as JSON Schema (2020-12). {@link #read} decides;
     * a test keeps the two together.
     */
    public ObjectNode schema() {
        String file = "/dev/mcpctl/api/schema/" + parts.name + ".json";
        try (InputStream text = ResourceKind.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException("no " + file);
            }
            return (ObjectNode) JsonCodec.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types the spec of a stored resource, which was checked when it was written. */
    public S specOf(Resource resource) {
        List<Fault> faults = new ArrayList<>();
        return read(resource.spec(), faults);
    }

    /** The resource with its spec typed. */
    public View<S> view(Resource resource, Instant now) {
        return new View<>(resource.metadata(), specOf(resource), resource.status(), now);
    }

    /** The cells of {@link #columns} for one resource. */
    public List<String> cells(Resource resource, boolean wide, Instant now) {
        View<S> view = view(resource, now);
        return columns(wide).stream()
                .map(column -> String.valueOf(column.cell().apply(view)))
                .toList();
    }

    @Override
    public String toString() {
        return parts.name;
    }

    /** Collects the answers; {@link #build} checks that none is missing. */
    public static final class Builder<S> {
        private final Function<Fields, S> reader;
        private String name = "";
        private String plural = "";
        private List<String> shortNames = List.of();
        private Scope scope = Scope.GLOBAL;
        private Storage storage = Storage.STORE;
        private Set<Verb> verbs = Set.of();
        private int maxNameLength = MAX_NAME_LENGTH;
        private boolean inBackup;
        private @Nullable String sealedField;
        private @Nullable String derivedField;
        private UnaryOperator<ObjectNode> canonical = UnaryOperator.identity();
        private final List<Column<S>> columns = new ArrayList<>();
        private final List<Section<S>> sections = new ArrayList<>();
        private final List<Reference<S>> references = new ArrayList<>();

        private Builder(Function<Fields, S> reader) {
            this.reader = reader;
        }

        public Builder<S> named(String singular, String pluralName, String... shorts) {
            this.name = singular;
            this.plural = pluralName;
            this.shortNames = List.of(shorts);
            return this;
        }

        public Builder<S> scopedTo(Scope newScope) {
            this.scope = newScope;
            return this;
        }

        public Builder<S> keptIn(Storage newStorage) {
            this.storage = newStorage;
            return this;
        }

        public Builder<S> verbs(Set<Verb> newVerbs) {
            this.verbs = Set.copyOf(newVerbs);
            return this;
        }

        public Builder<S> maxNameLength(int length) {
            this.maxNameLength = length;
            return this;
        }

        public Builder<S> inBackup() {
            this.inBackup = true;
            return this;
        }

        /**
         * The values of this object-valued spec field are sealed; the spec keeps its keys with null
         * values.
         */
        public Builder<S> sealing(String field) {
            this.sealedField = field;
            return this;
        }

        /** This spec field is mcpd's own: it is stored with the spec and left out of manifests. */
        public Builder<S> deriving(String field) {
            this.derivedField = field;
            return this;
        }

        public Builder<S> canonicalBy(UnaryOperator<ObjectNode> fold) {
            this.canonical = fold;
            return this;
        }

        public Builder<S> column(String header, Function<View<S>, Object> cell) {
            columns.add(new Column<>(header, cell, false));
            return this;
        }

        public Builder<S> wideColumn(String header, Function<View<S>, Object> cell) {
            columns.add(new Column<>(header, cell, true));
            return this;
        }

        public Builder<S> section(String title, Function<View<S>, List<String>> lines) {
            sections.add(new Section<>(title, List.of(), lines));
            return this;
        }

        /** A section that says better what some fields of the spec say. */
        public Builder<S> sectionOf(
                List<String> fields, String title, Function<View<S>, List<String>> lines) {
            sections.add(new Section<>(title, fields, lines));
            return this;
        }

        public Builder<S> refersTo(
                String kind,
                Function<S, Collection<Reference.Mention>> names,
                OnDelete onDelete,
                BiFunction<ObjectNode, String, ObjectNode> without) {
            references.add(new Reference<>(kind, names, onDelete, without));
            return this;
        }

        public ResourceKind<S> build() {
            if (name.isEmpty() || plural.isEmpty() || verbs.isEmpty()) {
                throw new IllegalStateException("a kind needs a name, a plural and verbs");
            }
            Set<String> words = new LinkedHashSet<>(shortNames);
            words.add(name);
            words.add(plural);
            if (words.size() != shortNames.size() + 2) {
                throw new IllegalStateException("the names of kind " + name + " are not distinct");
            }
            return new ResourceKind<>(this);
        }
    }
}
