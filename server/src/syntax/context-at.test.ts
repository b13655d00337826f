/** What a cursor, drawn as `¦`, is at: one line for each thing that may be typed there. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CursorContext, contextsAt } from "./context-at.js";

function textOf(marked: string): [string, number] {
  return [marked.replace("¦", ""), marked.indexOf("¦")];
}

/** `key at a/0 in 2: 'po' of 'ports', beside from`, with the flags that are set. */
function drawn(marked: string): string[] {
  const [text, at] = textOf(marked);
  return contextsAt(text, at).map((it) => {
    const whole = text.slice(it.range.start, it.range.end);
    const word = whole === "" ? "" : `: '${it.text}' of '${whole}'`;
    const beside = it.siblings.length === 0 ? "" : `, beside ${it.siblings.join(" ")}`;
    return `${it.typing} at /${it.path.join("/")} in ${it.column}${word}${beside}${flags(it)}`;
  });
}

function flags({ flow, mayBegin, needsSpace, hasColon, quote }: CursorContext): string {
  const named = { flow, mayBegin, needsSpace, hasColon };
  const set = Object.entries(named).flatMap(([name, it]) => (it ? [name] : []));
  return [...set, ...(quote === undefined ? [] : [`quote ${quote}`])].map((it) => `, ${it}`).join("");
}

const CASES: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  keys: [
    ["key¦Name: 1\nother: 2", "key at / in 0: 'key' of 'keyName', beside other, hasColon"],
    ["a: 1\nb¦", "key at / in 0: 'b' of 'b', beside a"],
    ["sp¦\na: 1", "key at / in 0: 'sp' of 'sp', beside a"],
    ["a:\n  po¦\n  b: 1", "key at /a in 2: 'po' of 'po', beside b"],
    ["a:\n  - b: 1\n    c¦\n    d: 1", "key at /a/0 in 4: 'c' of 'c', beside b d"],
    ["'a¦b': 1", "key at / in 0: 'a' of 'ab', hasColon, quote '"],
    // A key whose colon is missing, above what it holds.
    ["a:\n  matchLabels¦\n    app: web\n  b: 1", "key at /a in 2: 'matchLabels' of 'matchLabels', beside b"],
    ["a:\n  <<: *b\n  c¦: 1\n  d: {<<: *b, e: 1}", "key at /a in 2: 'c' of 'c', beside d, hasColon"],
    ["a: {<<: *b, c¦: 1, d: 1}", "key at /a in 0: 'c' of 'c', beside d, flow, hasColon"],
    ["- ports¦\n  - port: 80", "key at /0 in 2: 'ports' of 'ports'"],
  ],
  values: [
    ["a: ¦", "value at /a in 0"],
    ["a:¦\nb: 1", "value at /a in 0, beside b, needsSpace"],
    ["a: T¦CP # why", "value at /a in 0: 'T' of 'TCP'"],
    ["a: ¦ TCP", "value at /a in 0"],
    ["a: &b ¦\n", "nothing"],
    ["a: {b: &c¦", "nothing"],
    ["a: {b: !c¦}", "nothing"],
    ["a: one\n  tw¦o", "value at /a in 0: 'tw' of 'two'"],
    ["¦", "value at / in 0, mayBegin"],
    ["po¦", "value at / in 0: 'po' of 'po', mayBegin"],
  ],
  items: [
    ["- ¦", "value at /0 in 2, mayBegin"],
    ["-¦", "value at /0 in 2, mayBegin, needsSpace"],
    ["- - ¦", "value at /0/0 in 4, mayBegin"],
    ["- po¦", "value at /0 in 2: 'po' of 'po', mayBegin"],
    ["- po¦\n  ports: []", "key at /0 in 2: 'po' of 'po', beside ports"],
    ["a:\n  - In¦\n  - Egress\n", "value at /a/0 in 4: 'In' of 'In', beside Egress, mayBegin"],
    ["a:\n- ¦\n- b: 1\n- Egress", "value at /a/0 in 2, beside Egress, mayBegin"],
    ["a:\n  - b\n  c¦", "item at /a/1 in 2: 'c' of 'c', beside b"],
  ],
  "empty lines": [
    ["a: 1\n¦", "key at / in 0, beside a"],
    ["a: 1\n\n¦\n\nb: 1", "key at / in 0, beside a b"],
    ["a:\n  ¦", "value at /a in 2, mayBegin"],
    ["a:\n      ¦\n  b: 1", "key at /a in 2, beside b"],
    ["a:\n¦\n  b: 1", "key at /a in 2, beside b"],
    ["a:\n  b: 1\n¦\n  c: 2", "key at /a in 2, beside b c"],
    ["a:\n  b: 1\n¦\nc: 2", "key at / in 0, beside a c"],
    ["a:\n  b:\n    c: 1\n   ¦", "key at /a in 2, beside b"],
    ["app: web\n    ¦", "key at / in 0, beside app"],
    ["a:\n  - x: 1\n    ¦\n    y: 2\nb: 1", "key at /a/0 in 4, beside x y"],
    ["a:\n  - x: 1\n  ¦\n", "item at /a/1 in 2"],
    ["a:\n  ¦\n  - x: 1\n", "item at /a/0 in 2"],
    ["- a: 1\n  ¦\n- b: 1\n", "key at /0 in 2, beside a"],
  ],
  "lists in line with their key": [
    ["a:\n¦", "key at / in 0, beside a", "item at /a/0 in 0"],
    ["a:\n¦\n- b", "item at /a/0 in 0, beside b"],
    ["a:\n- b\n¦", "item at /a/1 in 0, beside b", "key at / in 0, beside a"],
    ["a:\n- b\n¦\n- c", "item at /a/1 in 0, beside b c"],
    ["a:\n- b\nc¦", "key at / in 0: 'c' of 'c', beside a", "item at /a/1 in 0: 'c' of 'c', beside b"],
  ],
  "flow collections": [
    ["a: {¦}", "key at /a in 0, flow"],
    ["a: {b: 1, ¦}", "key at /a in 0, beside b, flow"],
    ["a: {b¦: 1, c: 2}", "key at /a in 0: 'b' of 'b', beside c, flow, hasColon"],
    ["a: {b: ¦\nc: 1", "value at /a/b in 0, flow"],
    ["a: {b:¦}", "value at /a/b in 0, flow, needsSpace"],
    ["a: {b: x¦y}", "value at /a/b in 0: 'x' of 'xy', flow"],
    ["a: {b: 1¦ }", "value at /a/b in 0: '1' of '1', flow"],
    ["a: {b: 1 ¦}", "nothing"],
    ["a: [¦", "value at /a/0 in 0, flow"],
    ["a: [x, y¦, z]", "value at /a/1 in 0: 'y' of 'y', beside x z, flow"],
    ['a: ["x", "¦"]', 'value at /a/1 in 0, beside x, flow, quote "'],
    ["a: {b: [1, {c¦: 1, d: 2}]}", "key at /a/b/1 in 0: 'c' of 'c', beside d, flow, hasColon"],
    ["a: {b: 1} ¦", "nothing"],
    ["a: {\n  b: 1, # ¦\n}", "nothing"],
    ["a: {\n  b: 1,\n  ¦", "key at /a in 0, beside b, flow"],
    ['{\n  "a": {\n    ¦\n  },\n  "b": 1\n}', "key at /a in 0, flow"],
    ['{"a": 1, "¦": 2}', 'key at / in 0, beside a, flow, hasColon, quote "'],
    // Nobody has closed it, and it does not swallow what is below.
    ["a: {b: 1\nc¦: 1", "key at / in 0: 'c' of 'c', beside a, hasColon"],
  ],
  quotes: [
    ['a: "we¦b"', "value at /a in 0: 'we' of 'web', quote \""],
    ["a: 'it''s ¦it'", "value at /a in 0: 'it''s ' of 'it''s it', quote '"],
    ['a: "we¦\nb: 1', "value at /a in 0: 'we' of 'we', beside b, quote \""],
    ['a: "¦"', 'value at /a in 0, quote "'],
    ['a: "web"¦', "nothing"],
    ['a:\n  "we¦\n  "b": 1', "key at /a in 2: 'we' of 'we', beside b, quote \""],
  ],
  "block scalars and comments": [
    ["a: |\n  te¦xt: 1\nb: 1", "nothing"],
    ["a: >-\n  text\n  ¦\n", "nothing"],
    ["a: |\n  ¦", "nothing"],
    ["a: |\n  text\n\n¦\n  text", "nothing"],
    ["a: |\n  text\n¦\n", "key at / in 0, beside a"],
    ["- |\n  text: 1\n- ¦", "value at /1 in 2, mayBegin"],
    ["# a: ¦", "nothing"],
    ["a: 1 # b¦", "nothing"],
    ["a: x#y¦", "value at /a in 0: 'x#y' of 'x#y'"],
    ["¦# a", "value at / in 0, mayBegin"],
  ],
  documents: [
    ["a: 1\n---\n¦\n---\nb: 1", "value at / in 0, mayBegin"],
    ["a: 1\n---\nb: 1\n¦", "key at / in 0, beside b"],
    ["a: 1\n...\nb¦: 1", "key at / in 0: 'b' of 'b', hasColon"],
    ["a: 1\n--¦-\nb: 1", "nothing"],
    ["--- ¦\nb: 1", "nothing"],
    ["%YAML 1.2\n---\na: 1\n¦", "key at / in 0, beside a"],
    ["\ufeffa: 1\n¦", "key at / in 0, beside a"],
  ],
  "other white space": [
    ["a:\r\n  b: 1\r\n  ¦\r\n  c: 1\r\n", "key at /a in 2, beside b c"],
    ["a: x¦\r\nb: 1", "value at /a in 0: 'x' of 'x', beside b"],
    ["a:\n\t¦", "value at /a in 1, mayBegin"],
    ["a:\tx¦", "value at /a in 0: 'x' of 'x'"],
    ["a:\n ¦ b: 1", "nothing"],
  ],
};

describe.each(Object.entries(CASES))("%s", (_, cases) => {
  it.each(cases)("%j", (marked, ...wanted) => {
    expect(drawn(marked)).toEqual(wanted[0] === "nothing" ? [] : wanted);
  });
});

it("answers for whatever the text is, within its bounds", () => {
  const piece = fc.constantFrom(
    "a",
    "b: ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "'",
    "#",
    "|",
    "&x",
    "---",
    "\r\n",
    "?",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(80), (pieces, at) => {
      const text = pieces.join("");
      const offset = Math.min(at, text.length);
      for (const { range, text: word, column } of contextsAt(text, offset)) {
        expect(range.start).toBeLessThanOrEqual(offset);
        expect(range.end).toBeGreaterThanOrEqual(offset);
        expect(text.slice(range.start, offset)).toBe(word);
        expect(column).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 2000 },
  );
});

it("ends on deep and on long text", () => {
  const deep = `${"- ".repeat(2000)}a: {${"b: [".repeat(20_000)}`;
  expect(contextsAt(deep, deep.length)).toHaveLength(1);
  const long = "a:\n  - b: 'c\n    d: {e: [f\n".repeat(20_000);
  expect(contextsAt(long, long.length)).not.toEqual([]);
  const json = `{"items": [${'{"a": 1},'.repeat(200_000)}{}]}`;
  expect(contextsAt(json, json.length - 3).map((it) => it.path)).toEqual([["items", 200_000]]);
});
