package dev.mcpctl.daemon.runtime.docker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** The attachment that a container has now; one follows the other when its engine comes back. */
final class Streams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Streams.class);

    private @Nullable Attachment current; // guarded by this
    private boolean isClosed; // guarded by this

    /** Closes the one before. */
    synchronized void replace(Attachment attachment) {
        closeCurrent();
        current = attachment;
        if (isClosed) {
            closeCurrent();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        closeCurrent();
    }

    private void closeCurrent() {
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                log.atDebug().log("attachment not closed: {}", e.getMessage());
            }
        }
    }
}
