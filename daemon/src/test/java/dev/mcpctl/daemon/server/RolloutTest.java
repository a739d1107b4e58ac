package dev.mcpctl.daemon.server;

import static dev.mcpctl.daemon.server.Rollout.Standing.ABSENT;
import static dev.mcpctl.daemon.server.Rollout.Standing.READY;
import static dev.mcpctl.daemon.server.Rollout.Standing.SERVING;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class RolloutTest {
    @Test
    void whatIsMissingIsStartedAtOnce() {
        assertThat(Rollout.next(List.of(), 3)).isEqualTo(new Rollout(List.of(), 3));
        assertThat(Rollout.next(List.of(fresh("a", READY)), 3))
                .isEqualTo(new Rollout(List.of(), 2));
    }

    @Test
    void whatIsAsWantedIsLeftAlone() {
        assertThat(Rollout.next(List.of(fresh("a", READY), fresh("b", ABSENT)), 2))
                .isEqualTo(new Rollout(List.of(), 0));
    }

    @Test
    void ofTooManyThoseThatDoLeastGoAndThenTheYoungest() {
        List<Rollout.Member> members =
                List.of(
                        fresh("a", READY),
                        fresh("b", ABSENT),
                        fresh("c", READY),
                        fresh("d", SERVING));

        assertThat(Rollout.next(members, 1).retire()).containsExactly("b", "d", "c");
        assertThat(Rollout.next(members, 0).retire()).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void oneOfTheNewComesBeforeOneOfTheOldGoes() {
        List<Rollout.Member> old = List.of(old("a", READY), old("b", SERVING));

        assertThat(Rollout.next(old, 2)).isEqualTo(new Rollout(List.of(), 1));
        assertThat(Rollout.next(with(old, fresh("c", SERVING)), 2))
                .as("not ready yet")
                .isEqualTo(new Rollout(List.of(), 0));
        assertThat(Rollout.next(with(old, fresh("c", READY)), 2))
                .isEqualTo(new Rollout(List.of("a"), 1));
        assertThat(Rollout.next(List.of(old("b", READY), fresh("c", READY), fresh("d", READY)), 2))
                .isEqualTo(new Rollout(List.of("b"), 0));
    }

    @Test
    void anOldOneThatServesNobodyGoesAtOnce() {
        assertThat(Rollout.next(List.of(old("a", ABSENT), old("b", READY)), 2))
                .isEqualTo(new Rollout(List.of("a"), 2));
    }

    @Test
    void aNewOneThatDoesNotComeUpLeavesTheOldInPlace() {
        assertThat(Rollout.next(List.of(old("a", READY), fresh("b", ABSENT)), 1))
                .isEqualTo(new Rollout(List.of(), 0));
    }

    @Test
    void fewerAreWantedWhileTheyAreReplaced() {
        assertThat(Rollout.next(List.of(old("a", READY), old("b", READY), old("c", READY)), 1))
                .isEqualTo(new Rollout(List.of("a", "b"), 1));
    }

    @Test
    void whereTheyWouldBeInEachOthersWayTheOldEndsFirst() {
        assertThat(Rollout.oneAfterTheOther(List.of(old("a", READY)), 1, false))
                .isEqualTo(new Rollout(List.of("a"), 0));
        assertThat(Rollout.oneAfterTheOther(List.of(), 1, true))
                .isEqualTo(new Rollout(List.of(), 0));
        assertThat(Rollout.oneAfterTheOther(List.of(), 1, false))
                .isEqualTo(new Rollout(List.of(), 1));
    }

    private static List<Rollout.Member> with(List<Rollout.Member> members, Rollout.Member more) {
        return Stream.concat(members.stream(), Stream.of(more)).toList();
    }

    private static Rollout.Member fresh(String name, Rollout.Standing standing) {
        return new Rollout.Member(name, true, standing);
    }

    private static Rollout.Member old(String name, Rollout.Standing standing) {
        return new Rollout.Member(name, false, standing);
    }
}
