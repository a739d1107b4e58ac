package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;

import dev.mcpctl.api.server.PullPolicy;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** Images at the engine: there, or fetched as the server's policy says. Any thread. */
final class Images {
    private static final String LOCAL = "localhost/";
    private static final Pattern NAMES_REGISTRY = Pattern.compile("^(localhost|[^/]*[.:][^/]*)/");
    private static final int MAX_PULLS = 3;
    private static final int MAX_REMEMBERED = 1_024;

    private final Optional<PullPolicy> policy;
    private final Semaphore pulling = new Semaphore(MAX_PULLS, true);
    // An instance that crashes is started again from what was pulled for it.
    private final Set<String> pulled =
            Collections.newSetFromMap(
                    Collections.synchronizedMap(
                            new LinkedHashMap<>() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                protected boolean removeEldestEntry(
                                        Map.Entry<String, Boolean> eldest) {
                                    return size() > MAX_REMEMBERED;
                                }
                            }));

    /**
     * @param policy of images that say nothing; empty: follows their tag
     */
    Images(Optional<PullPolicy> policy) {
        this.policy = policy;
    }

    /** Whether the image need not be fetched for that instance. */
    boolean isThere(Engine engine, ServerSource.Image image, String instance) {
        return switch (policy(image)) {
            case ALWAYS -> pulled.contains(instance);
            case IF_NOT_PRESENT -> find(engine, image.reference()).isPresent();
            case NEVER -> true;
        };
    }

    /**
     * @throws StartFailure with the engine's words
     */
    void pull(Engine engine, ServerSource.Image image, String instance)
            throws StartFailure, InterruptedException {
        pulling.acquire();
        try {
            if (!isThere(engine, image, instance)) {
                pull(engine, image.reference());
                pulled.add(instance);
            }
        } finally {
            pulling.release();
        }
    }

    /**
     * An image that is there.
     *
     * @param name by which the engine knows it
     */
    record Known(String name, InspectImageResponse inspected) {
        /** What the registry calls it, else the engine. */
        String digest() {
            List<String> known = inspected.getRepoDigests();
            @Nullable String first = known == null || known.isEmpty() ? null : known.getFirst();
            return first == null
                    ? Objects.requireNonNullElse(inspected.getId(), "")
                    : first.substring(first.indexOf('@') + 1);
        }
    }

    /**
     * What the engine knows of an image.
     *
     * @throws StartFailure when it is not there
     */
    Known get(Engine engine, ServerSource.Image image) throws StartFailure {
        InspectImageResponse known =
                find(engine, image.reference())
                        .orElseThrow(() ->
                                new StartFailure(
                                        StartFailure.PULL_FAILED,
                                        "image "
                                                + image.reference()
                                                + " is not at the engine, and pullPolicy is "
                                                + policy(image).label()));
        // Podman knows what was built here by another name than the one that is written.
        return new Known(
                engine.isPodman() ? String.valueOf(known.getId()) : image.reference(), known);
    }

    private PullPolicy policy(ServerSource.Image image) {
        return image.pullPolicy()
                .or(() -> policy)
                .orElseGet(() -> PullPolicy.impliedBy(image.reference()));
    }

    private static Optional<InspectImageResponse> find(Engine engine, String reference) {
        try {
            return Optional.of(engine.client().inspectImageCmd(reference).exec());
        } catch (NotFoundException e) {
            // Podman keeps what was built here apart from what registries have.
            return engine.isPodman() && !NAMES_REGISTRY.matcher(reference).find()
                    ? find(engine, LOCAL + reference)
                    : Optional.empty();
        }
    }

    private static void pull(Engine engine, String reference)
            throws StartFailure, InterruptedException {
        Outcome outcome = new Outcome();
        try {
            engine.client().pullImageCmd(tagged(reference)).exec(outcome).awaitCompletion();
        } catch (RuntimeException e) {
            throw failed(reference, EngineWords.of(e), e);
        } finally {
            close(outcome);
        }
        String error = outcome.error;
        if (error != null) {
            throw failed(reference, EngineWords.of(error), null);
        }
    }

    /** A name without a tag would mean all of them. */
    private static String tagged(String reference) {
        boolean hasTag = reference.lastIndexOf(':') > reference.lastIndexOf('/');
        return hasTag || reference.contains("@") ? reference : reference + ":latest";
    }

    private static StartFailure failed(String reference, String why, @Nullable Throwable cause) {
        String message = "cannot pull " + reference + ": " + why;
        return cause == null
                ? new StartFailure(StartFailure.PULL_FAILED, message)
                : new StartFailure(StartFailure.PULL_FAILED, message, cause);
    }

    private static void close(Outcome outcome) {
        try {
            outcome.close();
        } catch (IOException e) {
            // An interrupted pull goes on at the engine or not; nothing of ours is left open.
        }
    }

    /** How a pull went; the engine says 200 and then, perhaps, that it failed. */
    private static final class Outcome extends ResultCallback.Adapter<PullResponseItem> {
        private volatile @Nullable String error;

        @Override
        public void onNext(PullResponseItem item) {
            ResponseItem.ErrorDetail detail = item.getErrorDetail();
            if (detail != null && detail.getMessage() != null) {
                error = detail.getMessage();
            }
        }
    }
}
