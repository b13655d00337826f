/** Hostile and broken input: nothing throws, nothing hangs, aliases stay bounded. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in text are among what is tested
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { directivesOf } from "./directives.js";
import { parseDocumentText } from "./parse.js";
import { splitDocuments } from "./split-documents.js";
import { maskOf } from "./template/mask.js";
import { templateOf } from "./templating.js";
import { rootOf, type YamlDocument, type YamlNode } from "./yaml-document.js";

/** Far above what any of these takes, far below what a loop that does not end would. */
const TIMEOUT = 30_000;

function documentOf(text: string): YamlDocument {
  return { id: 1, ...parseDocumentText(text) };
}

/** Everything a careless reader could reach, aliases followed. */
function countNodes(node: YamlNode | undefined): number {
  let count = 0;
  const open = node === undefined ? [] : [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    count++;
    for (const { value } of at.entries()) open.push(value);
    for (const item of at.items()) open.push(item);
  }
  return count;
}

/** Reads the text in every way there is. */
function readAll(text: string): { nodes: number; codes: string[] } {
  let nodes = 0;
  const codes: string[] = [];
  for (const { start, end } of splitDocuments(text)) {
    const document = documentOf(text.slice(start, end));
    nodes += countNodes(rootOf(document));
    codes.push(...document.problems.map((it) => it.code));
    for (const { range } of document.problems) {
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThanOrEqual(document.text.length + 1);
    }
    directivesOf(document);
  }
  templateOf(text);
  const mask = maskOf(text);
  if (mask !== undefined) expect(mask.text.length).toBe(text.length);
  return { nodes, codes };
}

describe("nothing throws or hangs", { timeout: TIMEOUT }, () => {
  it("on a file of 5 MB in one document", () => {
    const item = "- name: a\n  ports: [80, 443]\n  note: 'x' # netpol: ignore[a]\n";
    const { nodes, codes } = readAll(`items:\n${item.repeat(80_000)}`);
    expect(nodes).toBe(2 + 80_000 * 6);
    expect(codes).toEqual([]);
  });

  it("on a file of 10,000 documents", () => {
    expect(readAll("kind: A\nspec:\n  a: 1\n---\n".repeat(10_000)).nodes).toBe(40_000);
  });

  it("on a long text that the fast parser gives up at its end", () => {
    expect(readAll(`${"a: b\n".repeat(100_000)}c: !!str d\n`).nodes).toBe(100_002);
  });

  it("on nesting 10,000 deep", () => {
    const steps = Array.from({ length: 10_000 }, (_, it) => it);
    const deep = {
      "flow sequences": "[".repeat(10_000) + "]".repeat(10_000),
      "flow maps": "{a: ".repeat(10_000) + "}".repeat(10_000),
      "open flow": "[".repeat(10_000),
      JSON: `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
      hyphens: `${"- ".repeat(10_000)}a`,
      "block sequences": steps.map((it) => `${" ".repeat(it)}-\n`).join(""),
      "question marks": `${"? ".repeat(10_000)}a`,
    };
    for (const [name, text] of Object.entries(deep)) {
      expect(readAll(text).codes, name).toContain("TOO_DEEP");
    }
  });

  it("keeps what is above the depth it reads", () => {
    const text = Array.from({ length: 300 }, (_, it) => `${" ".repeat(it)}a:\n`).join("");
    const { nodes, codes } = readAll(text);
    expect(codes).toEqual(["TOO_DEEP"]);
    expect(nodes).toBeGreaterThan(200);
  });

  it("on alias bombs", () => {
    const list = (name: string, below: string) => `${name}: &${name} [${Array(9).fill(`*${below}`).join(", ")}]\n`;
    const names = [..."abcdefghijklmnopqrstuvw"];
    const laughs = `z: &z [lol]\n${names.map((name, it) => list(name, names[it - 1] ?? "z")).join("")}`;
    const { nodes, codes } = readAll(laughs);
    expect(codes).toContain("ALIAS_BOMB");
    expect(nodes).toBeLessThan(200_000);
    const merges = `z: &z {k: 1}\n${names
      .map(
        (name, it) =>
          `${name}: &${name}\n  <<: [${Array(9)
            .fill(`*${names[it - 1] ?? "z"}`)
            .join(", ")}]\n  k${it}: 1\n`,
      )
      .join("")}`;
    expect(readAll(merges).nodes).toBeLessThan(200_000);
  });

  it("on anchors that contain their aliases", () => {
    expect(readAll("a: &a\n  b: *a\n").codes).toEqual(["CYCLIC_ALIAS"]);
    expect(readAll("&a [*a, {b: *a}]\n").codes).toEqual(["CYCLIC_ALIAS", "CYCLIC_ALIAS"]);
    expect(readAll("a: &a\n  <<: *a\n  b: 1\n").codes).toEqual(["CYCLIC_ALIAS"]);
    expect(readAll("a: *b\n").codes).toEqual(["UNKNOWN_ALIAS"]);
  });

  it("on binary garbage, lone surrogates and every line end", () => {
    let seed = 1;
    const byte = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed >>> 24;
    };
    for (let round = 0; round < 20; round++)
      readAll(Array.from({ length: 3000 }, () => String.fromCharCode(byte())).join(""));
    readAll("a: \ud800\nb: '\udfff'\nc: \"\\ud800\"\n\ud800: 1\n");
    readAll("\ufeffa: 1\n---\nb: 2\n");
    readAll("a: 1\rb:\r  c: 2\r");
    readAll("a: 1\r\n\r\n---\r\nb: |\r\n  x\r\n");
    readAll("\0\0\0");
    readAll("");
  });

  it("on whatever characters", () => {
    const unit = fc.constantFrom(
      ..." \n\t\r:-#'\"{}[],|>&*!%?@`~a0\\.=<\0\u00e9\ud800\ufeff",
      "---\n",
      "...\n",
      "{{",
      "${A}",
      "# netpol: ignore[a]",
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        readAll(text);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("what is read", () => {
  it("has no byte order mark, and JSON with tabs", () => {
    const [slice] = splitDocuments("\ufeffa: 1\n");
    expect(slice).toEqual({ start: 1, end: 6 });
    const json = documentOf('{\n\t"a": [1, true, "x\\ty"],\n\t"b": {}\n}\n');
    expect(json.problems).toEqual([]);
    expect(
      rootOf(json)
        ?.get("a")
        ?.items()
        .map((it) => it.scalar().value),
    ).toEqual([1, true, "x\ty"]);
  });

  it("is the last of duplicate keys, both being kept", () => {
    for (const text of ["a: 1\na: 2\n", '{"a": 1, "a": 2}', "a: &x 1\na: 2\n"]) {
      const root = rootOf(documentOf(text));
      expect(root?.entries()).toHaveLength(2);
      expect(root?.get("a")?.scalar().value).toBe(2);
    }
  });

  it("takes merged entries where the map has none of its own", () => {
    const root = rootOf(documentOf("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 0\n"));
    const entries = root
      ?.get("z")
      ?.entries()
      .map((it) => [it.key, it.value.scalar().value, it.merged]);
    expect(entries).toEqual([
      ["a", 0, false],
      ["b", 1, true],
      ["c", 2, true],
    ]);
  });
});
