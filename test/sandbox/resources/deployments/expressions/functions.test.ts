import assert from "node:assert/strict";

import type { Json } from "../../../../../lib/sandbox/json";
import { resolve } from "../../../../../lib/sandbox/resources/deployments/expressions/evaluate";
import { pureFunctions } from "../../../../../lib/sandbox/resources/deployments/expressions/functions/index";
import type { TemplateFunctions } from "../../../../../lib/sandbox/resources/deployments/expressions/function-call";

const byLowerCaseName = new Map(
  Object.entries(pureFunctions).map(([name, run]) => [name.toLowerCase(), run]),
);
const functions: TemplateFunctions = (name) => byLowerCaseName.get(name.toLowerCase());
const valueOf = (value: Json): Json => resolve(value, functions);

/** Examples after "ARM template functions", 2025: string, array, object, logical, comparison and numeric ones. */
const examples: readonly (readonly [string, Json])[] = [
  ["[concat('a', 'b', 1, true())]", "ab1true"],
  ["[concat(createArray(1, 2), createArray(3))]", [1, 2, 3]],
  ["[format('{0}/{1} and {0}, {{not}}', 'vm', 7)]", "vm/7 and vm, {not}"],
  ["[format('{0}', true())]", "True"],
  ["[toLower('One TWO')]", "one two"],
  ["[toUpper('One two')]", "ONE TWO"],
  ["[trim('  one ')]", "one"],
  ["[replace('123-123-1234', '-', '')]", "1231231234"],
  ["[split('one,two', ',')]", ["one", "two"]],
  ["[split('one;two,three', createArray(';', ','))]", ["one", "two", "three"]],
  ["[substring('one two three', 4, 3)]", "two"],
  ["[substring('abc', 1)]", "bc"],
  ["[padLeft('123', 5, '0')]", "00123"],
  ["[indexOf('abcdef', 'CD')]", 2],
  ["[lastIndexOf('test', 't')]", 3],
  ["[startsWith('abcdef', 'AB')]", true],
  ["[endsWith('abcdef', 'F')]", true],
  ["[join(createArray('one', 'two'), ', ')]", "one, two"],
  ["[string(createObject('a', 1))]", '{"a":1}'],
  ["[base64('one, two, three')]", "b25lLCB0d28sIHRocmVl"],
  ["[base64ToString('b25lLCB0d28sIHRocmVl')]", "one, two, three"],
  ["[base64ToJson(base64('{\"one\": 1}')).one]", 1],
  [
    "[uri('https://contoso.example/rules/', 'nested/rule.json')]",
    "https://contoso.example/rules/nested/rule.json",
  ],
  ["[uriComponent('a b&c')]", "a%20b%26c"],
  ["[uriComponentToString('a%20b%26c')]", "a b&c"],
  ["[json('null')]", null],
  ["[json('{\"a\": [1, 2]}').a[1]]", 2],
  ["[if(equals(1, 1), 'yes', int('not a number'))]", "yes"],
  ["[if(false(), int('not a number'), 'no')]", "no"],
  ["[and(true(), true(), false())]", false],
  ["[or(false(), true())]", true],
  ["[not(true())]", false],
  ["[bool('True')]", true],
  ["[bool(0)]", false],
  ["[coalesce(null(), json('null'), 'found')]", "found"],
  ["[empty('')]", true],
  ["[empty(null())]", true],
  ["[empty(createArray(1))]", false],
  ["[contains('OneTwo', 'two')]", false],
  ["[contains(createArray('one', 'two'), 'two')]", true],
  ["[contains(createObject('one', 'a'), 'ONE')]", true],
  ["[equals('a', 'A')]", false],
  ["[equals(createArray(1, 2), createArray(1, 2))]", true],
  ["[less('A', 'a')]", true],
  ["[lessOrEquals(2, 2)]", true],
  ["[greater(3, 2)]", true],
  ["[greaterOrEquals(1, 2)]", false],
  ["[int('4')]", 4],
  ["[add(5, -3)]", 2],
  ["[sub(7, 3)]", 4],
  ["[mul(5, 3)]", 15],
  ["[div(-8, 3)]", -2],
  ["[mod(7, 3)]", 1],
  ["[min(0, 3, 2)]", 0],
  ["[max(createArray(0, 3, 2))]", 3],
  ["[range(5, 3)]", [5, 6, 7]],
  ["[array('a')]", ["a"]],
  ["[createObject('a', 1, 'b', createArray())]", { a: 1, b: [] }],
  ["[first('One')]", "O"],
  ["[first(createArray('one', 'two'))]", "one"],
  ["[last(createArray('one', 'two'))]", "two"],
  ["[length(createArray(1, 2, 3))]", 3],
  ["[length('five5')]", 5],
  ["[take('abcdef', 2)]", "ab"],
  ["[skip(createArray(1, 2, 3), 1)]", [2, 3]],
  ["[union(createArray(1, 2), createArray(2, 3))]", [1, 2, 3]],
  [
    '[union(json(\'{"a": {"x": 1}, "b": 1}\'), json(\'{"a": {"y": 2}, "b": 2}\'))]',
    { a: { x: 1, y: 2 }, b: 2 },
  ],
  ["[intersection(createArray(1, 2, 3), createArray(3, 2))]", [2, 3]],
];

describe("a function of the template language", () => {
  for (const [expression, value] of examples) {
    it(`evaluates ${expression}`, () => {
      assert.deepEqual(valueOf(expression), value);
    });
  }

  it("guid() makes the GUID that Azure makes: version 5 over the texts, joined by hyphens", () => {
    // By Python's uuid.uuid5(uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830"), "a-b").
    assert.equal(valueOf("[guid('a', 'b')]"), "2d796349-8c7e-55ec-9624-54ece82ed031");
  });

  it("uniqueString() makes 13 letters and digits, the same for the same texts", () => {
    const once = valueOf("[uniqueString('rg', 'deployment')]");
    assert.match(typeof once === "string" ? once : "", /^[a-z2-7]{13}$/);
    assert.equal(valueOf("[uniquestring('rg', 'deployment')]"), once);
    assert.notEqual(valueOf("[uniqueString('rg', 'another')]"), once);
  });
});

describe("an expression", () => {
  it("stands in brackets; two at the start are one of a plain text", () => {
    assert.equal(valueOf("['it''s']"), "it's");
    assert.equal(valueOf("[[not('an expression')]"), "[not('an expression')]");
    assert.equal(valueOf("[open"), "[open");
    assert.equal(valueOf("[-5]"), -5);
  });

  it("may be inside of objects and lists, and in the names of properties", () => {
    assert.deepEqual(valueOf({ "[concat('a', 'b')]": ["[add(1, 1)]", null, true] }), { ab: [2, null, true] });
  });

  it("asks for properties without regard to case, by name and by index", () => {
    assert.equal(valueOf("[createObject('vmName', createArray('a', 'b')).VMNAME[sub(2, 1)]]"), "b");
    assert.equal(valueOf("[createObject('a', 'x')['A']]"), "x");
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    ["[concat('a)]", /the string constant at position '7' is not terminated/],
    ["[concat('a'))]", /the string character '\)' at position '11' is not expected/],
    ["[createObject('one', 1).two]", /property 'two' doesn't exist, available properties are 'one'/],
    ["[createArray(1)[1]]", /array index '1' is out of bounds/],
    [
      "[empty(100)]",
      /'empty' expects its parameter to be an object, an array, or a string. The provided value is of type 'Integer'/,
    ],
    ["[int('x')]", /'int' expects its parameter to be an integer/],
    ["[not(1)]", /'not' expects its parameter to be a boolean/],
    ["[concat('a', createArray())]", /'concat' expects its parameter at position 2 to be a string/],
    ["[toLower('a', 'b')]", /'toLower' does not take 2 parameters/],
    ["[div(1, 0)]", /divides by zero/],
    ["[format('{0:D2}', 1)]", /\(sandbox\) The format '\{0:D2\}'/],
    ["[nothing()]", /The template function 'nothing' is not valid/],
  ];
  for (const [expression, message] of refusals) {
    it(`${expression} is refused`, () => {
      assert.throws(() => valueOf(expression), message);
    });
  }
});
