// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript
import { describe, expect, it } from "vitest";
import { MapValue, readValue, toPlain } from "../kustomize/index.js";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf } from "../syntax/yaml-document.js";
import type { Variable } from "./envsubst/expand.js";
import { substituted } from "./substitute.js";

function object(text: string): MapValue {
  const root = rootOf({ id: 1, ...parseDocumentText(text) });
  const value = root === undefined ? undefined : readValue(root);
  if (!(value instanceof MapValue)) throw new Error("no map");
  return value;
}

function lookupIn(values: Record<string, string>, unknown: readonly string[] = []) {
  return (name: string): Variable => {
    const value = values[name];
    if (value !== undefined) return { value, at: { document: 2, node: 3, part: "value" } };
    return unknown.includes(name) ? "unknown" : "unset";
  };
}

function filled(text: string, values: Record<string, string>, unknown: readonly string[] = []) {
  const result = substituted(object(text), lookupIn(values, unknown));
  const [problem] = result.problems;
  return problem === undefined ? JSON.parse(JSON.stringify(toPlain(result.root))) : problem.says;
}

describe("GO-8: any key and value of the rendered object", () => {
  it("takes keys and values, nested ones too", () => {
    expect(filled('a: {"${K}-x": ["${V}", {b: "is ${V}"}]}', { K: "k", V: "v" })).toEqual({
      a: { "k-x": ["v", { b: "is v" }] },
    });
  });

  it("leaves an object alone that is marked so", () => {
    const text = (where: string): string =>
      `metadata: {${where}: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\na: "\${V}"`;
    for (const where of ["labels", "annotations"]) expect(filled(text(where), { V: "v" })).toMatchObject({ a: "${V}" });
  });

  it("keeps what nothing changes in", () => {
    const root = object("a: {b: [c, {d: $x}]}\ne: 1");
    expect(substituted(root, lookupIn({}))).toMatchObject({ root });
  });
});

describe("GO-11: what is filled in is read as YAML again", () => {
  it.each([
    ['port: "${V}"', "8080", { port: 8080 }],
    ['port: "${V}"', "0x50", { port: 80 }],
    ['tier: "${V}"', "1", { tier: 1 }],
    ['tier: "x${V}"', "1", { tier: "x1" }],
    ['on: "${V}"', "yes", { on: true }],
    ['on: "${V}"', "null", { on: null }],
    ['on: "${V}"', "", { on: null }],
    // Text with a colon is quoted by the writer, and stays a text.
    ['a: "b: ${V}"', "1", { a: "b: 1" }],
    ['a: "b: ${V}"', "it's", "With its variables substituted, `'b: it's'` is not valid YAML: Flux applies nothing"],
    ['a: "#${V}"', "1", { a: "#1" }],
    ["a: |-\n  ${V}\n  two", "1", { a: "1\ntwo" }],
    ["a: |2\n    ${V}\n  two\n", "1", { a: "  1\ntwo\n" }],
    ['a: "${V}"', "[x, {y: z}]", { a: ["x", { y: "z" }] }],
    ['a: ["${V}"]', "b: c", { a: [{ b: "c" }] }],
    ['a: "${V}"', "b: c", "With its variables substituted, `b: c` is not valid YAML: Flux applies nothing"],
    ['a: "${V}"', "x # y", { a: "x" }],
    ['a: "${V}"', "it's", { a: "it's" }],
    ['a: "tab\\t${V}"', "1", { a: "tab\t1" }],
  ])("%s with %s", (text, value, result) => {
    expect(filled(text, { V: value })).toEqual(result);
  });
});

describe("where values come from and go to", () => {
  it("names the place of each value", () => {
    const result = substituted(object('a: "${V}"'), lookupIn({ V: "v" }));
    expect(result).toMatchObject({ used: [{ from: { value: "v", at: { document: 2, node: 3 } } }], unknown: [] });
    expect(result.used[0]?.at.site()).toMatchObject({ document: 1, node: 1 });
    expect(result.root.get("a")?.at.site()).toMatchObject({ document: 1, node: 1 });
  });

  it("GO-31: leaves what is not in sight, and that alone", () => {
    const result = substituted(object('a: "${V}"\nb: "${W}-${V}"'), lookupIn({ V: "v" }, ["W"]));
    expect(toPlain(result.root)).toMatchObject({ a: "v", b: "${W}-v" });
    expect(result.unknown.map((it) => [it.at.key, it.names])).toEqual([["b", ["W"]]]);
  });

  it("GO-9: says where the variable stands that nothing sets, and leaves that alone", () => {
    const result = substituted(object('a: "${W}"\nb: "${V}"\nc: "${{ x }}"'), lookupIn({ W: "w" }));
    expect(result.problems.map((it) => [it.at.key, it.says, it.unset])).toEqual([
      ["b", "Nothing sets the variable V: Flux applies nothing", "V"],
      ["c", "What follows `${` is not a valid variable name: Flux applies nothing", undefined],
    ]);
    expect(result.unknown.map((it) => [it.at.key, it.names])).toEqual([
      ["b", ["V"]],
      ["c", []],
    ]);
    expect(toPlain(result.root)).toMatchObject({ a: "w", b: "${V}" });
  });
});
