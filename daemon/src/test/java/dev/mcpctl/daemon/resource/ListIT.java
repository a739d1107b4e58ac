package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class ListIT {
    private static TestDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = TestDaemon.start();
        daemon.apply(
                "{'kind':'secret','metadata':{'name':'k'},'spec':{'data':{'A':'v'}}}",
                "{'kind':'secret','metadata':{'name':'other'},'spec':{'data':{'A':'v'}}}",
                "{'kind':'server','metadata':{'name':'a','labels':{'team':'x','tier':'1'}},'spec':{'command':'x','replicas':0,'envFrom':[{'secretRef':{'name':'k'}}]}}",
                "{'kind':'server','metadata':{'name':'b','labels':{'team':'y'}},'spec':{'command':'x','replicas':0}}",
                "{'kind':'server','metadata':{'name':'c'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'project','metadata':{'name':'p'},'spec':{'servers':['a',{'server':'b','alias':'z'}]}}",
                "{'kind':'project','metadata':{'name':'q'},'spec':{'servers':['c']}}");
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    @Tag("K-08")
    void pagesFollowEachOtherUntilTheLast() {
        List<String> names = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    daemon.get("/servers?limit=2" + (next.isEmpty() ? "" : "&continue=" + next))
                            .json();
            page.path("items")
                    .forEach(item -> names.add(item.path("metadata").path("name").asText()));
            next = page.path("metadata").path("continue").asText("");
        } while (!next.isEmpty());

        assertThat(names).containsExactly("a", "b", "c");
    }

    @Test
    void aPageOfAnotherListIsRefused() {
        String next =
                daemon.get("/servers?limit=2").json().path("metadata").path("continue").asText();

        assertThat(daemon.get("/secrets?continue=" + next).status()).isEqualTo(400);
        assertThat(daemon.get("/servers?labelSelector=team&continue=" + next).status())
                .isEqualTo(400);
        assertThat(daemon.get("/servers?continue=abc").status()).isEqualTo(400);
    }

    @Test
    @Tag("K-04")
    void selectorsReadAsTheyDoInKubectl() {
        assertThat(names("/servers?labelSelector=team")).containsExactly("a", "b");
        assertThat(names("/servers?labelSelector=team%3Dx")).containsExactly("a");
        assertThat(names("/servers?labelSelector=team!%3Dx")).containsExactly("b", "c");
        assertThat(names("/servers?labelSelector=!team")).containsExactly("c");
        assertThat(names("/servers?labelSelector=team%20in%20(x,y),tier")).containsExactly("a");
        assertThat(daemon.get("/servers?labelSelector=a%3D%3D%3Db").status()).isEqualTo(400);
    }

    @Test
    @Tag("M-097")
    void aProjectsListsHoldWhatItUses() {
        assertThat(names("/servers?project=p")).containsExactly("a", "b");
        assertThat(names("/secrets?project=p")).containsExactly("k");
        assertThat(names("/projects?project=p")).containsExactly("p");
        assertThat(names("/serverattachments?project=p")).containsExactly("a", "z");
        assertThat(names("/projects/p/serverattachments")).containsExactly("a", "z");
        assertThat(names("/serverattachments")).containsExactly("a", "z", "c");
        assertThat(names("/all?project=p")).containsExactly("k", "a", "b", "p");
        assertThat(daemon.get("/servers?project=nope").status()).isEqualTo(404);
    }

    @Test
    void aParameterThatMeansNothingIsRefused() {
        TestDaemon.Answer answer = daemon.get("/servers?labelselector=team");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains("labelSelector");
    }

    @Test
    void patchesChangeWhatTheySay() {
        daemon.apply("{'kind':'project','metadata':{'name':'r'},'spec':{'servers':['a']}}");

        TestDaemon.Answer merged =
                daemon.patch(
                        "/projects/r",
                        "application/merge-patch+json",
                        "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"description\":\"d\"}}");
        TestDaemon.Answer patched =
                daemon.patch(
                        "/projects/r",
                        "application/json-patch+json",
                        "[{\"op\":\"add\",\"path\":\"/servers/-\",\"value\":\"b\"}]");

        assertThat(merged.json().path("metadata").path("labels").path("a").asText()).isEqualTo("b");
        assertThat(patched.json().path("spec").path("servers").toString())
                .isEqualTo("[\"a\",\"b\"]");
        assertThat(patched.json().path("spec").path("description").asText()).isEqualTo("d");
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        daemon.get(path)
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("metadata").path("name").asText()));
        return names;
    }
}
