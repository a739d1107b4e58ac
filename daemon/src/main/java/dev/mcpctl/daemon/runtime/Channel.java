package dev.mcpctl.daemon.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

/** How messages reach an instance. */
public sealed interface Channel {
    /**
     * The two ends of a byte stream: what it writes, what it reads. One user at a time.
     *
     * @param breaksOnInterrupt whether a thread that is interrupted while it writes closes the
     *     stream
     */
    record Stream(InputStream fromServer, OutputStream toServer, boolean breaksOnInterrupt)
            implements Channel {}

    /**
     * Where it serves HTTP.
     *
     * @param headers of every request; may hold secrets
     */
    record Address(URI uri, Map<String, String> headers) implements Channel {
        public Address {
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** Its stream ended with the program that held it. */
    record Lost() implements Channel {}
}
