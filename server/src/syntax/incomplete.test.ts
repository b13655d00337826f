/** What is not there yet at the cursor, in texts that are half typed. The cursor is `|`. */

import { describe, expect, it } from "vitest";
import { incompleteAt } from "./incomplete.js";

/** What is incomplete: the text of its span, the words at its heads, and whether all of the document is. */
function at(marked: string, grown = false): { span: string; heads: string[]; whole: boolean } | undefined {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const found = incompleteAt(text, { start: 0, end: text.length }, cursor, grown);
  if (found === undefined) return undefined;
  const { span, heads, whole } = found;
  const words = [...heads].sort((a, b) => a - b).map((it) => /^(?:-|[^:\n]+)/.exec(text.slice(it))?.[0] ?? "");
  return { span: text.slice(span.start, span.end), heads: words, whole };
}

describe("a key or item with nothing behind it", () => {
  it.each([
    ["a key", "spec:\n  podSelector:|\n  policyTypes: [Ingress]", "podSelector:", ["spec", "podSelector"]],
    [
      "a key and a blank",
      "spec:\n  podSelector: |\n  policyTypes: [Ingress]",
      "podSelector: ",
      ["spec", "podSelector"],
    ],
    ["a key with a comment", "spec: |# all\nkind: A", "spec: # all", ["spec"]],
    ["a key without colon", "spec:\n  podSel|\n  policyTypes: [Ingress]", "podSel", ["spec"]],
    ["a word below a key", "spec:\n  podSel|\nkind: A", "podSel", ["spec"]],
    ["a word behind a hyphen", "spec:\n  ingress:\n    - fro|\nkind: A", "fro", ["spec", "ingress", "-"]],
    ["an item", "spec:\n  ingress:\n    - |\n  egress: []", "- ", ["spec", "ingress", "-"]],
    ["an item of a list in its key's column", "spec:\n  ingress:\n  - |\n  egress: []", "- ", ["spec", "ingress", "-"]],
    [
      "the first key of an item",
      "spec:\n  ingress:\n    - from: |\n  egress: []",
      "from: ",
      ["spec", "ingress", "-", "from"],
    ],
    ["the line below a key", "spec:\n  ingress:\n    |\n  egress: []", "", ["spec", "ingress"]],
    ["the line below a key, in its column", "spec:\n  ingress:\n  |\n  egress: []", "", ["spec", "ingress"]],
    ["a value in a flow", "spec: {a: {b: |}}\nkind: A", "spec: {a: {b: }}", ["spec"]],
    ["a key in a flow", "spec: {a|}\nkind: A", "spec: {a}", ["spec"]],
    ["a bracket that is open", "spec: {a: {b: c}|\nkind: A", "spec: {a: {b: c}", ["spec"]],
    ["a quote that is open", 'port: "80|\nkind: A', 'port: "80', ["port"]],
  ])("%s", (_, text, span, heads) => {
    expect(at(text)).toEqual({ span, heads, whole: false });
  });

  it.each([
    ["a key with a value", "spec:\n  a: b|\n  c: d"],
    ["a key with entries below", "spec:|\n  a: b"],
    ["a key with items in its column", "spec:\n  ingress:|\n  - from: []"],
    ["an item with more of it below", "- |\n  a: b"],
    ["a key that is renamed", "spec:\n  podSel|: {}\n  a: b"],
    ["a word in a list of words", "types:\n  - In|\n  - Egress"],
    ["the middle of a value", "spec:\n  a: b|c\n  d: e"],
    ["an empty line between entries", "spec:\n  a: b\n|\n  c: d"],
    ["an empty line at the end", "a: b\n|"],
    ["a comment", "spec: # al|l\n  a: b"],
    ["a flow that is closed", "spec: {a: [b]}|\nkind: A"],
    ["a bracket inside of a word", "path: a[b|\nkind: A"],
    ["an apostrophe inside of a word", "name: it's|\nkind: A"],
  ])("but not %s", (_, text) => {
    expect(at(text)).toBeUndefined();
  });
});

describe("in a text that has grown", () => {
  it("all that ends at the edit is incomplete, and at the end the document", () => {
    expect(at("kind: A\nspec:\n  a: b|", true)).toEqual({ span: "a: b", heads: ["spec", "a"], whole: true });
    expect(at("kind: A\nspec:\n  a: b\n  |", true)).toEqual({ span: "", heads: ["spec"], whole: true });
    expect(at("spec:\n  ingress:\n    - from: []|\n  egress: []", true)).toEqual({
      span: "from: []",
      heads: ["spec", "ingress", "-", "from"],
      whole: false,
    });
  });

  it("more keys may come below the first line of an item, wherever the cursor is", () => {
    const heads = ["ingress", "-", "from"];
    expect(at("ingress:\n  - from: []\n  |\n  - ports: []", true)).toEqual({ span: "", heads, whole: false });
    expect(at("ingress:\n  - from: []\n    ports: []\n  |\n  - ports: []", true)).toBeUndefined();
  });

  it("what has something behind it is complete", () => {
    expect(at("spec:\n  a: b|\n  c: d", true)).toBeUndefined();
    expect(at("- a|\n- b", true)?.heads).toEqual(["-"]);
  });

  it("a document ends where the next begins", () => {
    const text = "a:\n  b: c\n---\nd: e\n";
    const end = text.indexOf("c") + 1;
    expect(incompleteAt(text, { start: 0, end: end + 1 }, end, true)?.whole).toBe(true);
  });
});

it("is told of every place of a text, whatever stands there", () => {
  const text = 'a: [b, {c: "d\n- e\n\t- f: |\n   x\n? g\n: *h\n- - - i: &j {}\r\n# k\n';
  for (let cursor = 0; cursor <= text.length; cursor++) {
    for (const grown of [false, true]) {
      const found = incompleteAt(text, { start: 0, end: text.length }, cursor, grown);
      if (found !== undefined) expect(found.span.start).toBeLessThanOrEqual(found.span.end);
    }
  }
});
