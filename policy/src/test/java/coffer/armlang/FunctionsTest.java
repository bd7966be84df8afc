package coffer.armlang;

import static coffer.armlang.Evaluations.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FunctionsTest {
  /// Expression and value, as the function reference of Azure describes it.
  private static final String[][] CASES = {
    {"concat('a', 'b', 1)", "\"ab1\""},
    {"concat(createArray(1), createArray('x', 2))", "[1,\"x\",2]"},
    {"CONCAT('it''s', '')", "\"it's\""},
    {"format('{0}-{1}{{{0}}}', 'a', 7)", "\"a-7{a}\""},
    {
      "format('{0:D3}|{1:X2}|{2,4}|{2,-4}|{3:N1}|{0:000}', 5, 10, 'x', 1234)",
      "\"005|0A|   x|x   |1,234.0|005\""
    },
    {"format('{0}', true())", "\"True\""},
    {"string(createObject('a', createArray(1, false())))", "\"{\\\"a\\\":[1,false]}\""},
    {"toLower(string(false()))", "\"false\""},
    {"toUpper('aé')", "\"AÉ\""},
    {"trim('  a ')", "\"a\""},
    {"replace('a.b.c', '.', '--')", "\"a--b--c\""},
    {"split('a,b;c', createArray(',', ';'))", "[\"a\",\"b\",\"c\"]"},
    {"split('a,b,', ',')", "[\"a\",\"b\",\"\"]"},
    {"join(createArray('a', 1, true()), '/')", "\"a/1/True\""},
    {"substring('hello', 1, 3)", "\"ell\""},
    {"substring('hello', 5)", "\"\""},
    {"padLeft('7', 3, '0')", "\"007\""},
    {"padLeft(7, 3)", "\"  7\""},
    {"startsWith('Hello', 'hE')", "true"},
    {"endsWith('Hello', 'LLO')", "true"},
    {"indexOf('Hello', 'L')", "2"},
    {"lastIndexOf('Hello', 'L')", "3"},
    {"contains('Hello', 'hell')", "false"},
    {"contains(createArray(1, 'a'), 1)", "true"},
    {"contains(createObject('Key', 1), 'key')", "true"},
    {"empty('')", "true"},
    {"empty(createObject('a', 1))", "false"},
    {"empty(null())", "true"},
    {"length('abc')", "3"},
    {"length(createObject('a', 1, 'b', 2))", "2"},
    {"first('abc')", "\"a\""},
    {"last(createArray(1, 2, 3))", "3"},
    {"first(createArray())", "null"},
    {"skip(createArray(1, 2, 3), 2)", "[3]"},
    {"take('hello', 2)", "\"he\""},
    {"take(createArray(1), 9)", "[1]"},
    {"range(3, 4)", "[3,4,5,6]"},
    {"union(createArray(1, 2), createArray(2, 3))", "[1,2,3]"},
    {
      "union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2)))",
      "{\"a\":{\"x\":1,\"y\":2}}"
    },
    {"intersection(createArray(1, 2, 3), createArray(3, 2))", "[2,3]"},
    {"intersection(createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))", "{\"a\":1}"},
    {"flatten(createArray(createArray(1), createArray(2, 3)))", "[1,2,3]"},
    {"min(3, 1, 2)", "1"},
    {"max(createArray(3, 9, 2))", "9"},
    {"array('x')", "[\"x\"]"},
    {"createObject('a', 1, 'b', null())", "{\"a\":1,\"b\":null}"},
    {
      "items(createObject('b', 1, 'a', 2))",
      "[{\"key\":\"a\",\"value\":2},{\"key\":\"b\",\"value\":1}]"
    },
    {"objectKeys(createObject('b', 1, 'a', 2))", "[\"a\",\"b\"]"},
    {"shallowMerge(createArray(createObject('a', 1), createObject('a', 2)))", "{\"a\":2}"},
    {"tryGet(createObject('a', createArray(5)), 'a', 0)", "5"},
    {"tryGet(createObject('a', 1), 'b', 'c')", "null"},
    {"createObject('Mixed', 1).mixed", "1"},
    {"createObject('a', createArray(1, 2)).a[1]", "2"},
    {"createObject('a b', 1)['a b']", "1"},
    {"createObject().?a", "null"},
    {"createArray()[?3]", "null"},
    {"coalesce(null(), '', 'x')", "\"\""},
    {"if(equals(1, 1), 'yes', div(1, 0))", "\"yes\""},
    {"and(false(), equals(div(1, 0), 1))", "false"},
    {"or(true(), equals(div(1, 0), 1))", "true"},
    {"not(bool('True'))", "false"},
    {"bool(0)", "false"},
    {"equals(createObject('a', 1), createObject('a', 1))", "true"},
    {"equals('a', 'A')", "false"},
    {"less('a', 'b')", "true"},
    {"greaterOrEquals(2, 2)", "true"},
    {"add(-2, 5)", "3"},
    {"sub(1, 2)", "-1"},
    {"mul(3, 4)", "12"},
    {"div(-7, 2)", "-3"},
    {"mod(7, 3)", "1"},
    {"int('42')", "42"},
    {"float('1.5')", "1.5"},
    {"json('{\"a\": [null, 1]}')", "{\"a\":[null,1]}"},
    {"json('null')", "null"},
    {"base64('one')", "\"b25l\""},
    {"base64ToString('b25l')", "\"one\""},
    {"base64ToJson('eyJhIjoxfQ==').a", "1"},
    {"dataUri('Hello')", "\"data:text/plain;charset=utf8;base64,SGVsbG8=\""},
    {"dataUriToString('data:,a%20b')", "\"a b\""},
    {"uri('http://x.org/a/b.json', 'c.json')", "\"http://x.org/a/c.json\""},
    {"uriComponent('a b/ü')", "\"a%20b%2F%C3%BC\""},
    {"uriComponentToString('a%20b')", "\"a b\""},
    {
      "uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000', 'resource-id')",
      "\"cwvxuqg24sifi\""
    },
    {"guid('a', 'b')", "\"2d796349-8c7e-55ec-9624-54ece82ed031\""},
    {"dateTimeAdd('2026-01-31T12:00:00Z', 'P1DT1H')", "\"2026-02-01T13:00:00Z\""},
    {"dateTimeAdd('2026-01-31T12:00:00Z', '-PT1M')", "\"2026-01-31T11:59:00Z\""},
    {"dateTimeFromEpoch(0)", "\"1970-01-01T00:00:00Z\""},
    {"dateTimeToEpoch('1970-01-02T00:00:00Z')", "86400"},
    {"cidrSubnet('10.144.0.0/20', 24, 1)", "\"10.144.1.0/24\""},
    {"cidrHost('10.144.3.0/24', 3)", "\"10.144.3.4\""},
    {"parseCidr('10.144.0.0/20').lastUsable", "\"10.144.15.254\""},
    {"cidrSubnet('fdad:3236:5555::/48', 52, 1)", "\"fdad:3236:5555:1000::/52\""},
    {"filter(range(1, 5), lambda('i', greater(lambdaVariables('i'), 3)))", "[4,5]"},
    {
      "map(createArray('a', 'b'), lambda('x', 'i', concat(lambdaVariables('x'), lambdaVariables('i'))))",
      "[\"a0\",\"b1\"]"
    },
    {
      "reduce(range(1, 4), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))",
      "10"
    },
    {
      "sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))",
      "[1,2,3]"
    },
    {
      "toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', 1))",
      "{\"a\":1,\"b\":1}"
    },
    {
      "groupBy(createArray('aa', 'ab', 'b'), lambda('x', first(lambdaVariables('x'))))",
      "{\"a\":[\"aa\",\"ab\"],\"b\":[\"b\"]}"
    },
    {"mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))", "{\"a\":2}"},
  };

  /// Expression, and what its error says.
  private static final String[][] ERRORS = {
    {"concatt('a')", "the function 'concatt' is not known; did you mean concat?"},
    {"toLower(1)", "toLower, argument 1: text wanted, found a number"},
    {"toLower('a', 'b')", "toLower: 1 arguments wanted, found 2"},
    {"add(9223372036854775807, 1)", "add: a result of 64 bits wanted"},
    {"div(1, 0)", "a division by zero"},
    {"mod(1, 0)", "a division by zero"},
    {"range(0, 10001)", "range, argument 2: a number from 0 to 10000 wanted, found 10001"},
    {"createArray(1)[1]", "there is no item 1; the list has 1"},
    {"createObject('a', 1).b", "there is no member 'b'; the object has a"},
    {"createObject('a', 1, 'a', 2)", "the name 'a' for the second time"},
    {"format('{1}', 'a')", "{1} wants argument 3, found 2 arguments"},
    {"format('{')", "a brace alone"},
    {"json('{')", "json, argument 1: line 1, column 2"},
    {"base64ToString('*')", "base64 wanted"},
    {"if('a', 1, 2)", "if, argument 1: a boolean wanted, found text"},
    {"true", "'(' wanted; write true(), found the end"},
    {"concat('a'", "',' or ')' wanted"},
    {"concat('a) ", "text without its closing quote"},
    {"'a' 'b'", "']' and the end wanted"},
    {"parameters('x')", "the parameter 'x' is not declared"},
    {"variables('x')", "the variable 'x' is not declared"},
    {"copyIndex()", "copyIndex outside of a copy loop"},
    {"utcNow()", "may only stand in the default value of a parameter"},
    {"contoso.f()", "the function 'contoso.f' is not known"},
    {"resourceId('Microsoft.Network/publicIPAddresses')", "1 names for the type"},
    {"tenantResourceId()", "a resource type wanted"},
    {"extensionResourceId('/a')", "an id, a resource type and names wanted"},
    {"resourceId()", "a resource type such as"},
    {"padLeft('a', 70000)", "from 0 to 65536"},
    {"lambdaVariables('x')", "there is no lambda variable 'x'"},
    {"cidrSubnet('10.0.0.0/33', 34, 0)", "a network such as"},
  };

  @TestFactory
  Stream<DynamicTest> values() {
    return Stream.of(CASES)
        .map(one -> DynamicTest.dynamicTest(one[0], () -> assertEquals(one[1], value(one[0]))));
  }

  @TestFactory
  Stream<DynamicTest> errors() {
    return Stream.of(ERRORS)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      MalformedException error =
                          assertThrows(MalformedException.class, () -> value(one[0]));
                      assertTrue(
                          error.getMessage().startsWith("t.json:1:"), () -> error.getMessage());
                      assertTrue(error.getMessage().contains("outputs.x.value: "));
                      assertTrue(error.getMessage().contains(one[1]), () -> error.getMessage());
                    }));
  }

  @Test
  void hashesOfAWholeResourceId() {
    // The value that a real deployment printed for this id.
    assertEquals(
        "\"yvjxno3je5on2\"",
        value(
            "uniqueString('/subscriptions/31e9f9a0-9fd2-4294-a0a3-0101246d9700/resourceGroups/"
                + "rg-modm201-20230913120256/providers/Microsoft.Compute/virtualMachines/"
                + "bobjacmodm201')"));
  }
}
