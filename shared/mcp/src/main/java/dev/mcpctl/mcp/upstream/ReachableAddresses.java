package dev.mcpctl.mcp.upstream;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which addresses may be asked because a server named them. What is in this machine or in a private
 * network is asked only if the server itself was configured to be there; what never is a server on
 * a network (link-local, multicast, unspecified) is not asked at all. Immutable; its methods may
 * look names up, and block. https://www.rfc-editor.org/rfc/rfc6890
 */
final class ReachableAddresses {
    /** How far away an address is. */
    enum Zone {
        PUBLIC,
        PRIVATE,
        LOOPBACK,
        NOWHERE
    }

    private final URI server;

    /**
     * @param server where the operator says that the server is
     */
    ReachableAddresses(URI server) {
        this.server = server;
    }

    /**
     * Where to connect to for a URL. Every address of its name is looked at, and the one that is
     * answered is to be used: asked again, the name could mean another.
     *
     * @throws IOException saying why it is not asked
     */
    InetAddress of(URI target) throws IOException {
        String host = host(target);
        if (host.isEmpty() || target.getRawUserInfo() != null || target.getRawFragment() != null) {
            throw new IOException("\"" + target + "\" is not the address of a document");
        }
        InetAddress[] found = lookUp(host);
        for (InetAddress each : found) {
            requireAllowed(target, host, each);
        }
        return found[0];
    }

    private void requireAllowed(URI target, String host, InetAddress address) throws IOException {
        Zone zone = zone(address);
        boolean isAllowed =
                switch (zone) {
                    case PUBLIC -> true;
                    case NOWHERE -> false;
                    case PRIVATE, LOOPBACK -> isServerIn(zone);
                };
        if (!isAllowed) {
            throw new IOException(
                    "\"" + target + "\" is not asked: " + host + " is not a public address");
        }
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        boolean isPlainAllowed =
                scheme.equals("http")
                        && (zone == Zone.LOOPBACK
                                || (zone == Zone.PRIVATE && host.equals(host(server))));
        if (!scheme.equals("https") && !isPlainAllowed) {
            throw new IOException("\"" + target + "\" is not asked: expected https");
        }
    }

    private boolean isServerIn(Zone zone) throws UnknownHostException {
        return Arrays.stream(lookUp(host(server))).anyMatch(address -> zone(address) == zone);
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new UnknownHostException("the host " + host + " is not known");
        }
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    /** Where an address is; one that holds an older one inside it is where that is. */
    static Zone zone(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            byte[] inside = inside(bytes);
            if (inside.length > 0) {
                return zone4(inside);
            }
            boolean isUniqueLocal = (bytes[0] & 0xFE) == 0xFC;
            return isUniqueLocal || address.isSiteLocalAddress() ? Zone.PRIVATE : common(address);
        }
        return zone4(bytes);
    }

    private static Zone common(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return Zone.LOOPBACK;
        }
        boolean isNowhere =
                address.isLinkLocalAddress()
                        || address.isMulticastAddress()
                        || address.isAnyLocalAddress();
        return isNowhere ? Zone.NOWHERE : Zone.PUBLIC;
    }

    private static Zone zone4(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (first == 127) {
            return Zone.LOOPBACK;
        }
        boolean isPrivate =
                first == 10
                        || (first == 172 && second >= 16 && second < 32)
                        || (first == 192 && second == 168)
                        || (first == 100 && second >= 64 && second < 128)
                        || (first == 198 && (second == 18 || second == 19));
        if (isPrivate) {
            return Zone.PRIVATE;
        }
        boolean isNowhere = first == 0 || first >= 224 || (first == 169 && second == 254);
        return isNowhere ? Zone.NOWHERE : Zone.PUBLIC;
    }

    /** The IPv4 address in an address of RFC 4291 §2.5.5, RFC 6052 or RFC 3056; else empty. */
    private static byte[] inside(byte[] bytes) {
        boolean isCompatible = isZero(bytes, 0, 12) && !isZero(bytes, 12, 15);
        boolean isMapped = isZero(bytes, 0, 10) && bytes[10] == -1 && bytes[11] == -1;
        boolean isTranslated =
                bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == -1 && bytes[3] == (byte) 0x9B;
        if (isCompatible || isMapped || isTranslated) {
            return Arrays.copyOfRange(bytes, 12, 16);
        }
        boolean is6to4 = bytes[0] == 0x20 && bytes[1] == 0x02;
        return is6to4 ? Arrays.copyOfRange(bytes, 2, 6) : new byte[0];
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
