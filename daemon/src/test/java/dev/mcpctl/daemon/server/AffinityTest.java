package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.daemon.server.Affinity.Conversation;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.upstream.StdioUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class AffinityTest {
    private final Replica one = serving("one");
    private final Replica other = serving("other");

    @Test
    void theFirstCallDecidesForThoseBesideIt() {
        Affinity affinity = new Affinity();
        Conversation mine = new Conversation("user:ada", "x");

        assertThat(affinity.settle(mine, one)).isEqualTo(one);
        assertThat(affinity.settle(mine, other)).isEqualTo(one);
        assertThat(affinity.of(mine)).isEqualTo(one);
        assertThat(affinity.of(new Conversation("user:eve", "x"))).isNull();
    }

    @Test
    void anInstanceThatServesNoMoreHoldsNobody() {
        Affinity affinity = new Affinity();
        Conversation mine = new Conversation("user:ada", "x");
        affinity.settle(mine, one);

        one.enter(new ServerPhase.Starting());

        assertThat(affinity.settle(mine, other)).isEqualTo(other);
    }

    @Test
    void itIsBoundedAndTheLongestUnusedGoFirst() {
        Affinity affinity = new Affinity(80);
        Conversation kept = new Conversation("user:ada", "0");
        affinity.settle(kept, one);
        for (int i = 1; i < 1_000; i++) {
            affinity.settle(new Conversation("user:ada", Integer.toString(i)), other);
            assertThat(affinity.of(kept)).isEqualTo(one);
        }

        assertThat(affinity.size()).isLessThanOrEqualTo(80);
    }

    @Test
    void whatIsOverIsForgotten() {
        Affinity affinity = new Affinity();
        Conversation mine = new Conversation("user:ada", "x");
        Conversation another = new Conversation("user:ada", "y");
        affinity.settle(mine, one);
        affinity.settle(another, one);

        affinity.forget(mine);
        int left = affinity.size();
        affinity.forget(one);

        assertThat(left).isEqualTo(1);
        assertThat(affinity.size()).isZero();
    }

    private static Replica serving(String name) {
        Upstream upstream =
                new StdioUpstream(
                        name,
                        () -> {
                            throw new IOException("never dialled");
                        },
                        UpstreamSettings.of("test", "1"));
        Replica replica = new Replica(name, Owner.EVERYBODY);
        replica.enter(new ServerPhase.Running(name, upstream));
        return replica;
    }
}
