package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpecPatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The examples of RFC 7396, appendix A.
                "{'a':'b'}            | {'a':'c'}            | {'a':'c'}",
                "{'a':'b'}            | {'b':'c'}            | {'a':'b','b':'c'}",
                "{'a':'b'}            | {'a':null}           | {}",
                "{'a':['b']}          | {'a':'c'}            | {'a':'c'}",
                "{'a':{'b':'c'}}      | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
                "{'a':'foo'}          | 'bar'                | 'bar'",
                "{'e':null}           | {'a':1}              | {'e':null,'a':1}",
                "[1,2]                | {'a':'b','c':null}   | {'a':'b'}",
                "{}                   | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
            })
    void mergesAsTheStandardSays(String target, String patch, String result) {
        assertThat(SpecPatch.merge(TestDaemon.object(target), TestDaemon.object(patch)))
                .isEqualTo(TestDaemon.object(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1}       | {'op':'add','path':'/b','value':2}          | {'a':1,'b':2}",
                "{'a':[1,3]}   | {'op':'add','path':'/a/1','value':2}        | {'a':[1,2,3]}",
                "{'a':[1]}     | {'op':'add','path':'/a/-','value':2}        | {'a':[1,2]}",
                "{'a':1,'b':2} | {'op':'remove','path':'/a'}                 | {'b':2}",
                "{'a':[1,2]}   | {'op':'remove','path':'/a/0'}               | {'a':[2]}",
                "{'a':1}       | {'op':'replace','path':'/a','value':{'b':2}} | {'a':{'b':2}}",
                "{'a':1}       | {'op':'move','from':'/a','path':'/b'}       | {'b':1}",
                "{'a':[1]}     | {'op':'copy','from':'/a','path':'/b'}       | {'a':[1],'b':[1]}",
                "{'a/b':1}     | {'op':'replace','path':'/a~1b','value':2}   | {'a/b':2}",
                "{'a':1}       | {'op':'test','path':'/a','value':1}         | {'a':1}",
            })
    void operatesAsTheStandardSays(String target, String operation, String result) {
        assertThat(
                        SpecPatch.apply(
                                TestDaemon.object(target),
                                JsonCodec.array().add(TestDaemon.object(operation))))
                .isEqualTo(TestDaemon.object(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'op':'remove','path':'/x'}",
                "{'op':'replace','path':'/x','value':1}",
                "{'op':'add','path':'/l/7','value':1}",
                "{'op':'add','path':'/x/y','value':1}",
                "{'op':'test','path':'/a','value':2}",
                "{'op':'shred','path':'/a'}",
                "{'path':'/a'}",
                "{'op':'add','path':'/a'}",
                "{'op':'add','path':'a','value':1}",
            })
    void anOperationThatCannotBeDoneIsNamed(String operation) {
        assertThatThrownBy(() ->
                        SpecPatch.apply(
                                TestDaemon.object("{'a':1,'l':[]}"),
                                JsonCodec.array().add(TestDaemon.object(operation))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("operation 0");
    }

    @Test
    void theDocumentHandedInStaysAsItIs() {
        var target = TestDaemon.object("{'a':{'b':1}}");

        SpecPatch.merge(target, TestDaemon.object("{'a':{'b':2}}"));
        SpecPatch.apply(target, TestDaemon.object("[{'op':'remove','path':'/a/b'}]"));

        assertThat(target).isEqualTo(TestDaemon.object("{'a':{'b':1}}"));
    }
}
