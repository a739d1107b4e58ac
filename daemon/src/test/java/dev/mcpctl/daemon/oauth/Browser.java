package dev.mcpctl.daemon.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a person uses to sign in: follows redirections, keeps cookies, presses the button. */
final class Browser implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(new CookieManager())
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    /** What is shown in the end. */
    record Shown(URI at, int status, String text) {}

    Shown look(URI link) {
        return shown(HttpRequest.newBuilder(link).GET());
    }

    /** Presses the button on the page there. */
    Shown press(URI link) {
        return shown(
                HttpRequest.newBuilder(link)
                        .header("Origin", link.getScheme() + "://" + link.getAuthority())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private Shown shown(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Shown(answer.uri(), answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
