package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.db.instance.Owner;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class ClaimsTest {
    private static final Owner ADA = Owner.user("user:ada");

    private final ManualPauses pauses = new ManualPauses();
    private final AtomicInteger changes = new AtomicInteger();
    private final Claims claims = new Claims("files", 2, pauses, changes::incrementAndGet);

    @Test
    void whatNobodyUsesForLongIsGivenUp() {
        Claims.Use use = claims.use(ADA);
        assertThat(claims.owners()).containsExactly(ADA);
        assertThat(changes).hasValue(1);

        use.close();
        await().until(() -> pauses.isSleeping(Claims.IDLE));
        pauses.advance(Claims.IDLE);

        await().until(() -> claims.owners().isEmpty());
        await().until(() -> changes.get() == 2);
    }

    @Test
    void aUseStartsTheTimeAnew() {
        claims.use(ADA).close();
        await().until(() -> pauses.isSleeping(Claims.IDLE));
        pauses.advance(Duration.ofMinutes(20));

        claims.use(ADA).close();
        await().until(() -> pauses.isSleeping(Claims.IDLE));
        pauses.advance(Duration.ofMinutes(20));

        assertThat(claims.owners()).containsExactly(ADA);
        pauses.advance(Duration.ofMinutes(10));
        await().until(() -> claims.owners().isEmpty());
    }

    @Test
    void whatIsInUseIsNotGivenUp() {
        claims.use(ADA).close();
        await().until(() -> pauses.isSleeping(Claims.IDLE));
        Claims.Use use = claims.use(ADA);

        claims.over(ADA);

        assertThat(claims.owners()).containsExactly(ADA);
        use.close();
        assertThat(claims.owners()).isEmpty();
    }

    @Test
    void whatWasThereBeforeIsTakenUpWhileThereIsRoom() {
        assertThat(claims.resume(ADA)).isTrue();
        assertThat(claims.resume(Owner.session("user:ada", "x"))).isTrue();
        assertThat(claims.resume(Owner.user("user:eve"))).isFalse();

        await().until(() -> pauses.isSleeping(Claims.IDLE));
        pauses.advance(Claims.IDLE);

        await().until(() -> claims.owners().isEmpty());
    }
}
