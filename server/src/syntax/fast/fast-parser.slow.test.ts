/** The fast parser against the library: it bails or makes the same table, and never takes what the library refuses. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWithLibrary } from "../library-parser.js";
import { splitDocuments } from "../split-documents.js";
import { cell, COLUMN, STRIDE, type ParsedText, type YamlDocument, YamlNode } from "../yaml-document.js";
import { parseFast } from "./fast-parser.js";

/** Everything a reader can see of a table, one line per row. */
function rowsOf(parsed: ParsedText): string[] {
  const document: YamlDocument = { id: 0, ...parsed };
  const { table, text } = document;
  return Array.from({ length: table.length / STRIDE }, (_, row) => {
    const node = new YamlNode(document, row);
    const columns = Object.values(COLUMN).map((column) => cell(document, row, column));
    const shown =
      node.kind === "scalar"
        ? JSON.stringify(node.text)
        : JSON.stringify(text.slice(columns[4], columns[5])).slice(0, 30);
    return `${row}: ${columns.join(" ")} ${node.kind} ${node.style} ${JSON.stringify(node.key)} ${shown}`;
  });
}

/** The fast parser bails, or makes the table that the library makes of a text without faults. */
function agree(text: string): boolean {
  const fast = parseFast(text);
  if (fast === undefined) return false;
  const library = parseWithLibrary(text);
  expect(library.problems, text).toEqual([]);
  expect(rowsOf(fast), text).toEqual(rowsOf(library));
  return true;
}

const OWNED: Readonly<Record<string, string>> = {
  "maps and lists": "a:\n  b:\n    - c: d\n      e: f\n    - g\n  h: i\nj:\n- k\n-\n  l: m\n- - n\n  - o: p\n-\nq:\n",
  comments:
    "# head\na: # one\n  # two\n\n  b: c # three\n# four\n  d: e#f\n#five\ng: # six\nh:\n  # seven\n- i # eight\n",
  "quoted scalars": `'a b': "c: \\"d\\" \\u00e9\\n" # x\n"e": 'it''s'\nf: ''\n- : 1\n`.replace("- : 1\n", ""),
  "flow collections":
    'a: {}\nb: []\nc: {d: e, "f": \'g\', h: [i, {j: k}], l: 10.0.0.0/8} # x\nm: [ n ,o p , "q\\t" ]\n- x'.replace(
      "\n- x",
      "\n",
    ),
  "block scalars":
    "a: |\n  b\n   c\n\n  d\n\ne: >-\n  f\n  g\n\n  h\n    i\n  j\nk: |+ # x\n\n  l\n\n\nm:\n  - |2\n     n\n  - >\n\n    o\n# p\nq: |-\n",
  CRLF: "a:\r\n  - b: c\r\n    d: 'e' # f\r\n\r\n  - {g: h}\r\ni:\r\n",
  "no last line break": "a:\n  b: c",
  "an indented root": "  a: b\n  c: d\n",
  "plain scalars with marks in them": "a: b:c\nb: -1\nc: --x\nd: http://e/f?g#h\ni: 10%\nj: a, b] c}\nk l: m  n\n",
  Unicode: 'a: é\u2028ü\nß: "日本\ud800"\n',
};

const LEFT: Readonly<Record<string, string>> = {
  anchors: "a: &b c\n",
  aliases: "a: *b\n",
  tags: "a: !!str b\n",
  "explicit keys": "? a\n: b\n",
  merges: "<<: {a: b}\n",
  directives: "%YAML 1.2\n",
  "plain scalars of several lines": "a: b\n  c\n",
  "quoted scalars of several lines": 'a: "b\n  c"\n',
  "flow of several lines": "a: [b,\n  c]\n",
  "tabs in indentation": "a:\n\tb: c\n",
  "lone carriage returns": "a: b\rc: d\r",
  "scalars on lines of their own": "a:\n\n#\n  b\nc:\n",
  "blank lines with tabs in block scalars": "a: |\n  b\n  \t\nc: d\n",
  "scalar roots": "a\n",
  markers: "a: b\n---\nc: d\n",
  nothing: "# a\n",
  "a byte order mark": "\ufeffa: b\n",
  "wrong indentation": "a:\n    b: c\n  d: e\n",
  "a map on its key's line": "a: b: c\n",
  "a list on its key's line": "a: - b\n",
  "text behind a quoted scalar": "a: 'b' c\n",
  "unclosed quotes": "a: 'b\n",
  "unclosed flow": "a: {b: c\n",
  "entries among items": "- a\nb: c\n",
  "items among entries": "a: b\n- c\n",
  "text between a block scalar and its parent": "a:\n  b: |\n      c\n    d\n",
};

describe("the fast parser", () => {
  it.each(Object.entries(OWNED))("owns %s", (_, text) => {
    expect(agree(text)).toBe(true);
  });

  it.each(Object.entries(LEFT))("leaves %s to the library", (_, text) => {
    expect(parseFast(text)).toBeUndefined();
  });
});

const line = fc.constantFrom(
  "a: b",
  "c:",
  "d: 'e'",
  '"f": "g\\n"',
  "- h",
  "- i: j",
  "-",
  "- - k",
  "l: {m: n, o: [p]}",
  "q: []",
  "# r",
  "",
  "s: |",
  "t: >-",
  "u: |+",
  "v: >2",
  "w: x # y",
  "plain",
  "'z'",
  "a: - b",
  "*x",
  "a: &b",
  "...",
  "- |",
  "- >+ # c",
  "k : v",
  "{a: b}",
  "a:b",
  "- # c",
  "'k': v",
  "a: b: c",
  ": x",
  "? a",
  "[",
  "text # no",
  "\tt: u",
  "-\ta",
  "a: 'b'#c",
  "a: 0",
  "- {}",
  "#x: y",
  "a: b\u00a0",
  "a:  b  ",
  "- -",
  "- - - x",
  "a: {b}",
  "a: [b: c]",
  "a: {b: }",
  "a: [b,]",
  "a: [,]",
  "a: {x: 'y', \"z\":1}",
  "a: ]",
  "k: -",
  "k: ?",
  "k: -x",
  "k: [-, a]",
  "k: [- a]",
);
const block = fc
  .array(fc.tuple(fc.nat(6), line), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.map(([indent, text]) => (text === "" && indent > 3 ? "" : " ".repeat(indent) + text)));

it("bails or agrees with the library, whatever the lines", () => {
  let owned = 0;
  const text = fc.tuple(block, fc.constantFrom("\n", "\n", "\n", "\r\n"), fc.boolean());
  fc.assert(
    fc.property(text, ([lines, newline, last]) => {
      if (agree(lines.join(newline) + (last ? newline : ""))) owned++;
    }),
    { numRuns: 3000 },
  );
  expect(owned).toBeGreaterThan(20);
});

const SAMPLE = readSample();

/** A few changes of single characters: what someone types, deletes and pastes. */
const mutation = fc.tuple(
  fc.nat(),
  fc.constantFrom("delete", "insert", "replace", "indent", "dedent", "drop line", "double line"),
  fc.constantFrom(..." \n:-#'\"{}[],|>&*!%?@`~\ta0\\\r=+.é\u00a0"),
);

function mutated(text: string, [place, how, char]: readonly [number, string, string]): string {
  const at = text.length === 0 ? 0 : place % text.length;
  const from = text.lastIndexOf("\n", at - 1) + 1;
  const next = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at) + 1;
  switch (how) {
    case "delete":
      return text.slice(0, at) + text.slice(at + 1);
    case "insert":
      return text.slice(0, at) + char + text.slice(at);
    case "replace":
      return text.slice(0, at) + char + text.slice(at + 1);
    case "indent":
      return `${text.slice(0, from)} ${text.slice(from)}`;
    case "dedent":
      return text.slice(0, from) + text.slice(from).replace(/^ /, "");
    case "drop line":
      return text.slice(0, from) + text.slice(next);
    default:
      return text.slice(0, next) + text.slice(from);
  }
}

/** Few on every run, many after a change here. */
const MUTATIONS = Number(process.env.NETPOL_MUTATIONS ?? 2000);

it("bails or agrees with the library on manifests with typing errors", () => {
  let owned = 0;
  let left = 0;
  fc.assert(
    fc.property(fc.constantFrom(...SAMPLE), fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) => {
      if (agree(mutations.reduce(mutated, text))) owned++;
      else left++;
    }),
    { numRuns: MUTATIONS },
  );
  expect(owned).toBeGreaterThan(100);
  expect(left).toBeGreaterThan(100);
});

const CORPUS = resolve(import.meta.dirname, "../../../../../shared/corpus");

it.skipIf(!existsSync(CORPUS))("agrees with the library on every manifest of the corpus, and owns nearly all", () => {
  let owned = 0;
  let all = 0;
  for (const file of readdirSync(CORPUS, { recursive: true, encoding: "utf8" })) {
    if (!/\.ya?ml$/.test(file)) continue;
    const text = readFileSync(resolve(CORPUS, file), "utf8");
    for (const { start, end } of splitDocuments(text)) {
      const own = text.slice(start, end);
      if (own.includes("{{") || own.length > 60_000) continue;
      all++;
      if (agree(own)) owned++;
    }
  }
  expect(owned / all).toBeGreaterThan(0.8);
});

/** Documents to break: those of the table above, and policies in both list styles. */
function readSample(): string[] {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web # the shop
  annotations:
    note: >-
      folded
      text

    script: |
      #!/bin/sh
      echo "a: b"
spec:
  podSelector: {matchLabels: {app: "web"}}
  policyTypes: [Ingress, 'Egress']
  ingress:
    # who may
    - from:
        - podSelector:
            matchLabels:
              app: api
          namespaceSelector: {}
        - ipBlock:
            cidr: 10.0.0.0/8
            except:
              - 10.1.0.0/16
      ports:
        - protocol: TCP
          port: 80
  egress:
  - to: []
    ports:
    - port: "53"
`;
  return [policy, policy.replaceAll("\n", "\r\n"), ...Object.values(OWNED)];
}
