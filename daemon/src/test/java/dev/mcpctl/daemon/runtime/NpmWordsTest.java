package dev.mcpctl.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NpmWordsTest {
    @Test
    void ofAVersionThatDoesNotExistOnlyTheCauseIsShown() {
        assertThat(
                        NpmWords.last(
                                """
                                npm error code ETARGET
                                npm error notarget No matching version found for memory@99.
                                npm error notarget In most cases you or one of your dependencies are requesting
                                npm error notarget a package version that doesn't exist.
                                npm error A complete log of this run can be found in: /home/ann/.npm/_logs/x.log
                                """))
                .startsWith(": No matching version found for memory@99.")
                .doesNotContain("notarget", "ETARGET", "complete log");
    }

    @Test
    void ofAPackageThatDoesNotExistOnlyTheCauseIsShown() {
        assertThat(
                        NpmWords.last(
                                """
                                npm error code E404
                                npm error 404 Not Found - GET https://registry.example/nosuch - Not found
                                npm error 404
                                npm error 404  'nosuch@1.0.0' is not in this registry.
                                npm error 404
                                npm error 404 Note that you can also install from a
                                npm error 404 tarball, folder, http url, or git url.
                                """))
                .isEqualTo(
                        ": Not Found - GET https://registry.example/nosuch - Not found; 'nosuch@1.0.0' is not in this registry.");
    }

    @Test
    void whatAProgramOfAnInstallationPrintsIsKept() {
        assertThat(NpmWords.last("404 is what I say\n")).isEqualTo(": 404 is what I say");
    }
}
