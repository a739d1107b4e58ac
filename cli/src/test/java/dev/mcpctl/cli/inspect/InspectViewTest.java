package dev.mcpctl.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class InspectViewTest {
    private static final int COLUMNS = 120;
    private static final int ROWS = 8; // five of them messages

    private final TrafficLog log = new TrafficLog(100, 1 << 20);
    private final InspectView view = new InspectView(log, Optional.of("demo"));

    private static String request(int id, String tool) {
        return "{\"at\":\"2026-11-21T10:00:00.123456Z\",\"id\":"
                + id
                + ",\"project\":\"demo\",\"session\":\"s\",\"client\":\"claude\",\"revision\":\"r\","
                + "\"direction\":\"d\",\"stage\":\"client_request\",\"method\":\"tools/call\",\"bytes\":40,"
                + "\"message\":{\"arguments\":{\"name\":\"no\"},\"name\":\""
                + tool
                + "\"}}";
    }

    private static String answer(int id, String outcome) {
        return "{\"at\":\"2026-11-21T10:00:01Z\",\"id\":"
                + id
                + ",\"project\":\"demo\",\"session\":\"s\",\"client\":\"claude\",\"stage\":\"client_response\","
                + "\"method\":\"tools/call\",\"bytes\":20480,\"durationMillis\":12.5,\"outcome\":\""
                + outcome
                + "\",\"message\":{\"content\":[\"x\"]}}";
    }

    private void pass(String... events) {
        for (String event : events) {
            log.add(Passed.parse(event));
        }
        view.refresh();
    }

    private void press(Key... keys) {
        for (Key key : keys) {
            assertThat(view.press(key, "")).isTrue();
        }
    }

    private void type(String text) {
        text.chars().forEach(letter -> view.press(Key.TEXT, Character.toString(letter)));
    }

    private List<String> texts() {
        return view.lines(COLUMNS, ROWS).stream().map(line -> line.text().strip()).toList();
    }

    private String selected() {
        return view.lines(COLUMNS, ROWS).stream()
                .filter(line -> line.look() == Line.Look.SELECTED)
                .map(line -> line.text().strip())
                .findFirst()
                .orElse("");
    }

    @Test
    void aMessageIsARow() {
        pass(request(1, "files/read"), answer(1, "-32602"));

        assertThat(texts())
                .containsSubsequence(
                        "10:00:00.123 claude           >                    40 B                     tools/call files/read",
                        "10:00:01.000 claude           <                  20.0 K     12.50 -32602    tools/call files/read");
    }

    @Test
    void aFailureIsSetOff() {
        pass(answer(1, "toolError"), answer(2, "ok"));

        assertThat(view.lines(COLUMNS, ROWS).get(2).look()).isEqualTo(Line.Look.FAILED);
    }

    @Test
    void theLastRowIsFollowedUntilAnotherIsChosen() {
        for (int id = 1; id <= 9; id++) {
            pass(request(id, "t/" + id));
        }
        assertThat(selected()).endsWith("t/9");
        assertThat(texts().get(2)).endsWith("t/5");

        press(Key.UP);
        pass(request(10, "t/10"));
        assertThat(selected()).endsWith("t/8");

        press(Key.HOME);
        assertThat(texts().get(2)).endsWith("t/1");
        press(Key.PAGE_DOWN);
        assertThat(selected()).endsWith("t/6");

        press(Key.END);
        pass(request(11, "t/11"));
        assertThat(selected()).endsWith("t/11");
    }

    @Test
    void aFilterShowsWhatHasAllItsWords() {
        pass(request(1, "files/read"), request(2, "memory/find"), answer(1, "ok"));

        type("/CLIENT_request files");
        assertThat(texts().getLast()).isEqualTo("/CLIENT_request files_");
        press(Key.ENTER);
        pass(request(3, "files/write"));

        assertThat(texts().getFirst()).contains("filter: CLIENT_request files (2)");
        assertThat(texts().get(2)).endsWith("files/read");
        assertThat(texts().get(3)).endsWith("files/write");

        press(Key.ESCAPE);
        assertThat(texts().getFirst()).doesNotContain("filter");
        assertThat(texts().get(5)).endsWith("files/write");
    }

    @Test
    void aFilterThatIsTypedCanBeMendedAndLeft() {
        pass(request(1, "files/read"));

        type("/q ");
        press(Key.ERASE, Key.ERASE);
        type("x");
        assertThat(texts().getLast()).isEqualTo("/x_");
        press(Key.ESCAPE);

        assertThat(texts().get(2)).endsWith("files/read");
    }

    @Test
    void aPauseHoldsTheListAndCountsWhatComes() {
        pass(request(1, "t/1"));

        type(" ");
        pass(request(2, "t/2"), request(3, "t/3"));
        assertThat(texts().getFirst()).contains("PAUSED, 2 more");
        assertThat(selected()).endsWith("t/1");

        type(" ");
        view.refresh();
        assertThat(selected()).endsWith("t/3");
    }

    @Test
    void aPauseHoldsWhatTheLogForgets() {
        pass(request(1, "t/1"), answer(1, "ok"));
        type(" ");
        for (int id = 2; id <= 150; id++) {
            pass(request(id, "t/" + id));
        }

        press(Key.ENTER);

        assertThat(texts()).contains("tools/call t/1", "\"name\" : \"t/1\"");
    }

    @Test
    void anExchangeShowsRequestAndAnswerAlsoOneThatComesLater() {
        pass(request(1, "files/read"), request(2, "other/tool"));
        press(Key.UP, Key.ENTER);
        assertThat(texts())
                .containsSubsequence(
                        "tools/call files/read",
                        "10:00:00.123 client to mcplocal: tools/call, 40 B",
                        "{",
                        "\"arguments\" : {");

        pass(answer(1, "ok"), answer(2, "ok"));
        press(Key.END);
        assertThat(texts())
                .containsSubsequence(
                        "10:00:01.000 mcplocal to client: tools/call, 20.0 K, 12.50 ms, ok",
                        "\"content\" : [ \"x\" ]");

        press(Key.ESCAPE);
        assertThat(texts().getFirst()).startsWith("mcpctl inspect  project demo  4 messages");
    }

    @Test
    void anAnswerThatComesWhileItsExchangeIsOpenedIsShownOnce() {
        pass(request(1, "files/read"));
        log.add(Passed.parse(answer(1, "ok")));
        press(Key.ENTER);

        view.refresh();

        assertThat(view.lines(COLUMNS, 10 * ROWS))
                .filteredOn(line -> line.text().contains("mcplocal to client"))
                .hasSize(1);
    }

    @Test
    void aLongLineOfAnExchangeGoesOnInTheNext() {
        pass(request(1, "n".repeat(100)));
        press(Key.ENTER);

        List<String> lines = view.lines(40, 20).stream().map(Line::text).toList();

        assertThat(lines).allMatch(line -> line.length() <= 40);
        assertThat(String.join("", lines)).contains("n".repeat(100));
    }

    @Test
    void whatIsNotKeptIsNotShownAndWhatWasDroppedIsSaid() {
        for (int id = 1; id <= 150; id++) {
            pass(request(id, "t/" + id));
        }
        pass("{\"at\":\"2026-11-21T10:00:01Z\",\"dropped\":7}");
        press(Key.HOME);

        assertThat(selected()).endsWith("t/51");
        assertThat(texts().getFirst()).contains("150 messages, last 100 kept, 7 not shown");
    }

    @Test
    void whatIsBeingReadDoesNotSlideAway() {
        for (int id = 1; id <= 150; id++) {
            pass(request(id, "t/" + id));
        }
        press(Key.PAGE_UP, Key.PAGE_UP);
        String read = selected();
        for (int id = 151; id <= 500; id++) {
            pass(request(id, "t/" + id));
        }

        assertThat(selected()).isEqualTo(read);
        assertThat(texts().getFirst()).contains("PAUSED").contains("500 messages, last 100 kept");

        press(Key.END);
        view.refresh();
        assertThat(selected()).endsWith("t/500");
        assertThat(texts().getFirst()).doesNotContain("PAUSED");
    }

    @Test
    void anAnswerIsFoundByWhatItsRequestNamed() {
        type("/files/read");
        press(Key.ENTER);

        pass(request(1, "files/read"), request(2, "files/write"), answer(2, "ok"), answer(1, "ok"));

        assertThat(texts().getFirst()).contains("filter: files/read (2)");
        assertThat(selected()).endsWith("ok        tools/call files/read");
    }

    @Test
    void whatAFilterFindsStaysWhenTheLogGoesOn() {
        type("/rare");
        press(Key.ENTER);
        pass(request(1, "t/rare"));
        for (int id = 2; id <= 300; id++) {
            pass(request(id, "t/" + id));
        }

        assertThat(selected()).endsWith("t/rare");
        press(Key.ENTER);
        assertThat(texts()).contains("tools/call t/rare");
        press(Key.ESCAPE);

        for (int id = 301; id <= 450; id++) {
            pass(request(id, "rare/" + id));
        }
        assertThat(texts().getFirst()).contains("filter: rare (100)");
    }

    @Test
    void aBurstIsShownWholeAndOnce() throws InterruptedException {
        int burst = 200_000;
        TrafficLog roomy = new TrafficLog(burst, Long.MAX_VALUE);
        InspectView screen = new InspectView(roomy, Optional.of("demo"));
        "/files".chars().forEach(letter -> screen.press(Key.TEXT, Character.toString(letter)));
        screen.press(Key.ENTER, "");
        Passed message = Passed.parse(request(1, "files/read"));
        Thread proxy =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < burst; i++) {
                                roomy.add(message);
                            }
                        });

        while (proxy.isAlive()) {
            screen.refresh();
        }
        proxy.join();
        screen.refresh();

        assertThat(screen.lines(COLUMNS, ROWS).getFirst().text())
                .contains("200000 messages  filter: files (200000)");
    }

    @Test
    void noScreenIsTooSmall() {
        pass(request(1, "t/1"), answer(1, "ok"));

        for (int rows = 1; rows < 6; rows++) {
            assertThat(view.lines(10, rows))
                    .hasSizeLessThanOrEqualTo(rows)
                    .allMatch(line -> line.text().length() <= 10);
        }
    }

    @Test
    void controlLettersOfAMessageDoNothingToTheScreen() {
        pass(request(1, "a\\u001b[2Jb"));

        assertThat(selected()).endsWith("a?[2Jb");
    }

    @Test
    void qEndsItButNotWhileAFilterIsTyped() {
        type("/q");
        press(Key.ENTER);

        assertThat(view.press(Key.TEXT, "q")).isFalse();
    }
}
