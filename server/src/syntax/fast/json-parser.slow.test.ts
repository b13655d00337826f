/** The JSON parser against JSON.parse and the library. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWithLibrary } from "../library-parser.js";
import { rootOf, type YamlNode } from "../yaml-document.js";
import { parseJson } from "./json-parser.js";

function dataOf(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "sequence") return node.items().map(dataOf);
  if (node.kind === "map") return Object.fromEntries(node.entries().map((it) => [it.key, dataOf(it.value)]));
  return node.scalar().value;
}

const root = fc
  .oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()))
  .map((it) => JSON.parse(JSON.stringify(it)) as object);
const space = fc.constantFrom("", "  ", "\t");

describe("the JSON parser", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(root, space, (value, indent) => {
        const parsed = parseJson(` ${JSON.stringify(value, null, indent)}\r\n`);
        expect(parsed?.problems).toEqual([]);
        expect(dataOf(parsed === undefined ? undefined : rootOf({ id: 1, ...parsed }))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("makes the table that the library makes", () => {
    fc.assert(
      fc.property(root, fc.constantFrom("", "  "), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const library = parseWithLibrary(text);
        // The library has limits of its own, on the length of keys for one.
        if (library.problems.length === 0) expect(parseJson(text)).toEqual(library);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves what JSON.parse refuses, and takes what it takes", () => {
    const char = fc.constantFrom(..."{}[],:\"\\/ \t\n0-1.eE+atrufnlsx'#\u0001\u00a0");
    fc.assert(
      fc.property(root, space, fc.nat(), char, fc.nat(2), (value, indent, place, inserted, removed) => {
        const whole = JSON.stringify(value, null, indent);
        const at = place % whole.length;
        const text = whole.slice(0, at) + inserted + whole.slice(at + removed);
        let expected = true;
        try {
          expected = typeof JSON.parse(text) === "object";
        } catch {
          expected = false;
        }
        expect(parseJson(text) !== undefined, text).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
