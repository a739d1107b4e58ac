package dev.mcpctl.db.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;

class StateSealTest {
    private final StateSeal seal = seal("k1");

    private static StateSeal seal(String id) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new StateSeal(key, id);
    }

    @Test
    void aSealedTextOpensInItsContext() {
        String sealed = seal.seal("überall", "here");

        assertThat(sealed).matches("v1\\.k1\\.[A-Za-z0-9_-]+");
        assertThat(seal.open(sealed, "here")).contains("überall");
        assertThat(seal.seal("überall", "here")).isNotEqualTo(sealed);
    }

    @Test
    void itOpensInNoOtherContextAndWithNoOtherKey() {
        String sealed = seal.seal("text", "here");

        assertThat(seal.open(sealed, "there")).isEmpty();
        assertThat(seal("k1").open(sealed, "here")).isEmpty();
        assertThat(seal("k2").open(sealed, "here")).isEmpty();
    }

    @Test
    void whatWasNeverSealedDoesNotOpen() {
        for (String odd : new String[] {"", "v1.k1.", "v1.k1.AAAA", "v1.k1.*", "v2.k1.AAAA"}) {
            assertThat(seal.open(odd, "here")).as(odd).isEmpty();
        }
    }

    @Test
    void aChangeOfAnyByteIsSeen() {
        String sealed = seal.seal("t", "c");

        for (int i = "v1.k1.".length(); i < sealed.length(); i++) {
            char other = sealed.charAt(i) == 'g' ? 'w' : 'g';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThat(seal.open(changed, "c")).as(changed).isEmpty();
        }
    }

    @Test
    void theSameBytesSpelledInAnotherWayDoNotOpen() {
        String sealed =
                seal.seal("tex", "c"); // 31 bytes, so that two bits of the last letter are free
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = sealed.charAt(sealed.length() - 1);
        char twin = alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(seal.open(sealed.substring(0, sealed.length() - 1) + twin, "c")).isEmpty();
        assertThat(seal.open(sealed + "==", "c")).isEmpty();
    }
}
