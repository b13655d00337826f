/** Looking up one key finds what a walk over all entries finds. */

import { expect, test } from "vitest";
import { parseDocumentText } from "./parse.js";
import { YamlNode } from "./yaml-document.js";

const TEXTS: readonly string[] = [
  "a: 1\nb: {c: ~, d: null}\ne: [x, {f: 2}]\n",
  "a: 1\na: 2\n'a': 3\n",
  `"a b": 1\n"a\\tb": 2\n"": 3\n'it''s': 4\n`,
  "base: &base {a: 1, b: 2}\nown: {<<: *base, b: 3}\nboth: {<<: [*base, {c: 4}], a: 5}\n",
  "<<: {a: 1}\na:\n? [x, y]\n: z\nab: 1\n",
  '{"a": 1, "a\\u0062": {"ab": "c"}}',
  "a: *nowhere\nb:\n",
  "a:\n",
  "- a\n- b: 1\n",
];
const KEYS = ["", "a", "b", "c", "d", "f", "ab", "a b", "a\tb", "it's", "it''s", "<<", "x", "base", "own", "'a'"];

test.each(TEXTS)("%j", (text) => {
  const parsed = parseDocumentText(text);
  const document = { id: 1, ...parsed };
  const count = parsed.table.length === 0 ? 0 : [...walk(new YamlNode(document, 0))].length;
  expect(count).toBeGreaterThan(0);
  for (const node of walk(new YamlNode(document, 0))) {
    for (const key of KEYS) {
      const expected = node.entries().findLast((it) => it.key === key)?.value;
      expect(node.get(key)?.place, `${key} in ${node.source}`).toBe(expected?.place);
    }
    const isNull = node.kind === "scalar" && node.scalar().type === "null";
    expect(node.isNull, node.source).toBe(isNull);
  }
});

function* walk(node: YamlNode): Iterable<YamlNode> {
  yield node;
  for (const { value } of node.entries()) yield* walk(value);
  for (const item of node.items()) yield* walk(item);
}
