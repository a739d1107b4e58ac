package dev.mcpctl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.ToolProvider;

/**
 * The least that a Java program takes to start: one that prints a word, with a cache of its own.
 */
final class BareJvm {
    private final Path folder;

    private BareJvm(Path folder) {
        this.folder = folder;
    }

    static BareJvm in(Path folder) throws IOException, InterruptedException {
        BareJvm bare = new BareJvm(folder);
        bare.compile();
        Process training = bare.starting("-XX:AOTCacheOutput=" + bare.cache()).start();
        assertThat(training.waitFor()).isZero();
        assertThat(bare.cache()).exists();
        return bare;
    }

    ProcessBuilder program() {
        return starting("-XX:AOTCache=" + cache());
    }

    private Path cache() {
        return folder.resolve("hello.aot");
    }

    private Path jar() {
        return folder.resolve("hello.jar");
    }

    private void compile() throws IOException {
        Path source = folder.resolve("Hello.java");
        Files.writeString(
                source,
                "public class Hello {"
                        + " public static void main(String[] a) { System.out.println(\"hello\"); }"
                        + " }");
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(null, null, null, "-d", folder.toString(), source.toString()))
                .isZero();
        try (OutputStream file = Files.newOutputStream(jar());
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("Hello.class"));
            jar.write(Files.readAllBytes(folder.resolve("Hello.class")));
            jar.closeEntry();
        }
    }

    private ProcessBuilder starting(String cacheOption) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-Xlog:disable",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        cacheOption,
                        "-cp",
                        jar().toString(),
                        "Hello"));
        return new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }
}
