package dev.mcpctl.daemon.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.runtime.ProcessLab;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;

/**
 * A registry with one npm package: the scripted server. At an address of this machine that its
 * containers can reach.
 */
public final class TestRegistry implements AutoCloseable {
    public static final String PACKAGE = "@mcpctl-test/scripted";
    public static final String VERSION = "1.2.3";

    /** What was asked for, in order. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final String address;
    private final byte[] tarball;

    public TestRegistry() throws Exception {
        tarball = tarball();
        server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        address = "http://" + ownAddress() + ":" + server.getAddress().getPort() + "/";
        server.createContext("/", this::answer);
        server.start();
    }

    /** What mcpd would have in its environment, an image for packages included. */
    public NpmImage image(TestEngine engine) throws Exception {
        return NpmImage.of(environment(engine.npmImage())).orElseThrow();
    }

    /** The environment of this program, with npm told of this registry. */
    public Map<String, String> environment() {
        Map<String, String> own = new HashMap<>(System.getenv());
        own.put("npm_config_registry", address);
        return own;
    }

    private Map<String, String> environment(String image) {
        Map<String, String> own = environment();
        own.put(NpmImage.VARIABLE, image);
        return own;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        if (path.endsWith(".tgz")) {
            reply(exchange, 200, tarball);
        } else if (path.equals("/" + PACKAGE)) {
            reply(exchange, 200, document().toString().getBytes(StandardCharsets.UTF_8));
        } else {
            reply(exchange, 404, "{}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private ObjectNode document() {
        ObjectNode document = JsonCodec.object().put("name", PACKAGE);
        document.putObject("dist-tags").put("latest", VERSION);
        ObjectNode version = manifest();
        version.putObject("dist")
                .put("tarball", address + "scripted-" + VERSION + ".tgz")
                .put("integrity", "sha512-" + digest(tarball));
        document.putObject("versions").set(VERSION, version);
        return document;
    }

    private static ObjectNode manifest() {
        ObjectNode manifest = JsonCodec.object().put("name", PACKAGE).put("version", VERSION);
        manifest.putObject("bin").put("scripted", "bin/server.mjs");
        return manifest;
    }

    private static byte[] tarball() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            put(
                    tar,
                    "package/package.json",
                    manifest().toString().getBytes(StandardCharsets.UTF_8));
            put(tar, "package/bin/server.mjs", Files.readAllBytes(ProcessLab.script()));
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String digest(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(own -> own instanceof Inet4Address && !own.isLoopbackAddress())
                .map(own -> own.getHostAddress())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
