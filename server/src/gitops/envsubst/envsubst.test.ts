// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript
import { describe, expect, it } from "vitest";
import type { Sourced } from "../../base/source.js";
import { expand, isFailure, type Variable } from "./expand.js";

const known = (value: string): Sourced<string> => ({ value, at: { document: 1, node: 0, part: "value" } });

function substituted(
  text: string,
  values: Record<string, string> = {},
  unknown: readonly string[] = [],
  strict = true,
) {
  const lookup = (name: string): Variable => {
    const value = values[name];
    return value !== undefined ? known(value) : unknown.includes(name) ? "unknown" : "unset";
  };
  const result = expand(text, lookup, strict);
  return isFailure(result) ? `! ${result.message}` : result.text;
}

describe("GO-10: the grammar of envsubst, each form as fluxcd/pkg tests it", () => {
  const at = "abcdEFGH28ij";
  it.each([
    ["abcdEFGH28ij", {}, "abcdEFGH28ij"],
    ["${#v}", { v: at }, "12"],
    ["${v^}", { v: at }, "AbcdEFGH28ij"],
    ["${v^^}", { v: at }, "ABCDEFGH28IJ"],
    ["${v,}", { v: "ABCDEFGH28IJ" }, "aBCDEFGH28IJ"],
    ["${v,,}", { v: "ABCDEFGH28IJ" }, "abcdefgh28ij"],
    ["${p:11}", { p: "/home/bozo/ideas/thoughts.for.today" }, "ideas/thoughts.for.today"],
    ["${p:11:5}", { p: "/home/bozo/ideas/thoughts.for.today" }, "ideas"],
    ["${p:0:-1}", { p: "abc" }, "! `${p:0:-1}` has no result"],
    ["${p: -2}", { p: "abc" }, "abc"],
    ["${p:9}", { p: "abc" }, ""],
    ["${p:${n}:1}", { p: "abc", n: "1" }, "b"],
    ["${v=xyz}", { v: "abc" }, "abc"],
    ["${v=xyz}", {}, "xyz"],
    ["${v:=xyz}", {}, "xyz"],
    ["${v:-xyz}", { v: "" }, "xyz"],
    ["${v:+xyz}", { v: "abc" }, "abc"],
    ["${v:?xyz}", {}, "xyz"],
    ["${v:=}", {}, ""],
    ["something ${var=${d}}", { d: "foo" }, "something foo"],
    ["foo: ${var=prefix${d}-suffix}", { d: "foo1" }, "foo: prefixfoo1-suffix"],
    ["${s/%abc/XYZ}", { s: "abcABC123ABCabc" }, "abcABC123ABCXYZ"],
    ["${s/#abc/XYZ}", { s: "abcABC123ABCabc" }, "XYZABC123ABCabc"],
    ["${s//abc/xyz}", { s: "abcABC123ABCabc" }, "xyzABC123ABCxyz"],
    ["${s/abc/xyz}", { s: "abcABC123ABCabc" }, "xyzABC123ABCabc"],
    ["${f#*.}", { f: "bash.string.txt" }, "string.txt"],
    ["${f#*/}", { f: "path/to/file" }, "to/file"],
    ["${f#*/}", { f: "/path/to/file" }, "path/to/file"],
    ["${f##*.}", { f: "bash.string.txt" }, "txt"],
    ["${f##*/}", { f: "path/to/file" }, "file"],
    ["${f%.*}", { f: "bash.string.txt" }, "bash.string"],
    ["${f%%.*}", { f: "bash.string.txt" }, "bash"],
    ["${f#[0-9]}", { f: "12a" }, "2a"],
    ["${f##[^a-z]*2}", { f: "12a" }, "a"],
    // The pattern is read backwards, and so cannot be read.
    ["${f%[0-9]}", { f: "a12" }, "a12"],
    ["${f#[}", { f: "a12" }, "a12"],
    ["${v=${w^^}}", { w: at }, "ABCDEFGH28IJ"],
    ["$${v}", { v: at }, "${v}"],
    ["some ${v}$${var$${v}$v${v}", { v: "x" }, "some x${var${v}$vx"],
    ["something $${var=${d}}", { d: "foo" }, "something ${var=foo}"],
    ["${s/\\//-}", { s: "foo/bar" }, "foo-bar"],
    ["${s//\\//-}", { s: "foo/bar/baz" }, "foo-bar-baz"],
    ["\\\\something ${var=${d}}", { d: "foo" }, "\\\\something foo"],
    ["${s/./}", { s: "foo.bar" }, "foobar"],
    ["$v and $", { v: "x" }, "$v and $"],
    ["${v}", { v: "größe" }, "größe"],
    ["${#v}", { v: "größe" }, "7"],
    ["${v:2:2}", { v: "größe" }, "ö"],
  ])("%s", (text, values, result) => {
    expect(substituted(text, values as Record<string, string>)).toBe(result);
  });

  it.each([
    "${{ x }}",
    "${.x}",
    "${a.b}",
    "${ v }",
    "${v-d}",
    "${v+d}",
    "${}",
    "${v",
    "${v:=d",
    "${v:}",
    "${v/a}",
    "${@}",
  ])("%s fails all", (text) => {
    expect(substituted(`before ${text}`, { v: "x", a: "x" })).toMatch(/^! /);
  });

  it("says where the text that is refused begins", () => {
    expect(expand("ab ${v} ${w-}", () => known("x"))).toMatchObject({ at: 8 });
  });
});

describe("GO-9: variables that nothing sets", () => {
  it.each(["${m}", "${#m}", "${m^}", "${m:0}", "${m/a/b}", "${m%%p}"])("%s fails since 1.9", (text) => {
    expect(substituted(text)).toBe("! nothing sets the variable m");
  });

  it("is empty before, or where the gate is off", () => {
    expect(substituted("a${m}b", {}, [], false)).toBe("ab");
  });
});

describe("GO-31: values that are not in sight", () => {
  it("are left as written, and are named", () => {
    const result = expand("${a}-${B:=c}-${d}", (name) => (name === "a" ? known("x") : "unknown"));
    expect(result).toMatchObject({ text: "x-${B:=c}-${d}", unknown: ["B", "d"] });
  });

  it("matter only where they are needed", () => {
    expect(expand("${a:=${b}}", (name) => (name === "a" ? known("x") : "unknown"))).toEqual({
      text: "x",
      unknown: [],
      used: [known("x")],
    });
    expect(expand("${a:=${b}}", (name) => (name === "a" ? "unset" : "unknown"))).toMatchObject({
      text: "${b}",
      unknown: ["b"],
    });
    expect(expand("${a/${b}/c}", (name) => (name === "a" ? known("x") : "unknown"))).toMatchObject({
      text: "${a/${b}/c}",
      unknown: ["b"],
    });
  });
});

describe("hostile texts end", () => {
  it.each([
    ["a nested one", "${a:=".repeat(100_000), /nested/],
    ["a long text", "${a}".repeat(1_000), /1\.5 MB/],
    ["a long value", "${a##*a*b*c}", /no result/],
  ])("%s", (_, text, message) => {
    expect(substituted(text, { a: "a".repeat(10_000) })).toMatch(message);
  });

  it("many parts", () => {
    expect(substituted("${v}x".repeat(100_000), { v: "" })).toHaveLength(100_000);
  });
});
