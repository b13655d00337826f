/** Values that are written read as the same values, quoted only where they must be. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocumentText } from "./parse.js";
import type { YamlValue } from "../base/yaml-value.js";
import { flowText, renderYaml } from "./render-yaml.js";
import { rootOf, type YamlNode } from "./yaml-document.js";
import { isPlain, scalarText } from "./write-scalar.js";

function dataOf(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "sequence") return node.items().map(dataOf);
  if (node.kind === "map") return Object.fromEntries(node.entries().map((it) => [it.key, dataOf(it.value)]));
  return node.scalar().value;
}

/** What the text reads as, which must be without faults. */
function read(text: string): unknown {
  const parsed = parseDocumentText(text);
  expect(parsed.problems, text).toEqual([]);
  return dataOf(rootOf({ id: 1, ...parsed }));
}

const string = fc.oneof(
  fc.string({
    maxLength: 12,
    unit: fc.constantFrom(..." \t\n\r:-#'\"{}[],|>&*!%?@`~a0\\.=<\0\u0085\u2028\ufeff\u00e9\ud800"),
  }),
  fc.constantFrom(
    "yes",
    "N",
    "~",
    "0x1f",
    "1_000",
    "1e3",
    ".inf",
    "---",
    "... x",
    "<<",
    "2001-01-01",
    "10.0.0.0/8",
    "*",
    "app.kubernetes.io/name",
    "on",
  ),
  fc.string({ maxLength: 8 }),
);
const scalar = fc.oneof(
  string,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((it) => (it === 0 ? 0 : it)),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.dictionary(string, tie("value"), { maxKeys: 4 }).map((it): YamlValue => ({ ...it })),
    fc.array(tie("value"), { maxLength: 4 }),
  ),
}));

describe("renderYaml", () => {
  it("writes a manifest the way people do", () => {
    const policy = {
      kind: "NetworkPolicy",
      spec: {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }, {}],
      },
    };
    expect(
      renderYaml(policy, {
        comments: { "": "Made by hand", "/spec/ingress/0": "who\n\nmay", "/spec/ingress/0/from": "all" },
      }),
    ).toBe(`# Made by hand
kind: NetworkPolicy
spec:
  podSelector: {}
  policyTypes:
    - Ingress
  ingress:
    # who
    #
    # may
    -
      # all
      from:
        - podSelector: {}
      ports:
        - port: 80
    - {}
`);
    expect(renderYaml({ a: [{ b: [1], c: { d: null } }], e: [] }, { indent: 4, indentLists: false })).toBe(
      "a:\n- b:\n  - 1\n  c:\n      d: null\ne: []\n",
    );
  });

  it("writes what reads as the same, in every style", () => {
    const options = fc.record({ indent: fc.constantFrom(1, 2, 4), indentLists: fc.boolean() });
    fc.assert(
      fc.property(value, options, (data, how) => {
        // A list item or map under an indentation of one column is still deeper than its parent.
        expect(read(renderYaml(data, how))).toEqual(data);
        expect(read(`a: ${flowText(data)}\n`)).toEqual({ a: data });
        expect(JSON.parse(flowText(data, "json"))).toEqual(JSON.parse(JSON.stringify(data)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("scalarText", () => {
  it("quotes only what would be read as something else", () => {
    expect(
      ["web", "80", "no", "a: b", "a:b", "#x", "x#y", "x #y", "*", "-x", "- x", "-", "", "it's", "<<"].map((it) =>
        scalarText(it, "block"),
      ),
    ).toEqual([
      "web",
      '"80"',
      '"no"',
      '"a: b"',
      "a:b",
      '"#x"',
      "x#y",
      '"x #y"',
      '"*"',
      "-x",
      '"- x"',
      '"-"',
      '""',
      "it's",
      '"<<"',
    ]);
    expect(["a,b", "a]", "a"].map((it) => scalarText(it, "flow"))).toEqual(['"a,b"', '"a]"', "a"]);
    expect(scalarText('say "x"', "block")).toBe('say "x"');
    expect(scalarText('"x": y', "block")).toBe("'\"x\": y'");
    expect(scalarText("web", "json")).toBe('"web"');
  });

  it("keeps the quotes it is told to keep", () => {
    expect(scalarText("it's", "block", "single")).toBe("'it''s'");
    expect(scalarText("a\nb", "block", "single")).toBe('"a\\nb"');
    expect(scalarText(80, "block", "double")).toBe("80");
  });

  it("leaves a text plain only where it reads as itself", () => {
    fc.assert(
      fc.property(string, (text) => {
        if (isPlain(text, "block")) expect(read(`a: ${text}\n`)).toEqual({ a: text });
        if (isPlain(text, "flow")) expect(read(`a: [${text}, {${text}: 1}]\n`)).toEqual({ a: [text, { [text]: 1 }] });
      }),
      { numRuns: 1000 },
    );
  });
});
