/** Ignore comments: where they are found, what they name, what they cover. */

import { describe, expect, it } from "vitest";
import { type Directive, directivesOf } from "./directives.js";
import { parseDocumentText } from "./parse.js";

const of = (text: string) => directivesOf(parseDocumentText(text));
const covered = (text: string) =>
  of(text).map((it) => (it.covers === undefined ? undefined : text.slice(it.covers.start, it.covers.end)));

describe("directives", () => {
  it("name rules by name or code, each with its place, and give a reason", () => {
    const text = "kind: X # netpol: ignore[egress-blocks-dns, NP1204] mesh does it\n";
    const [directive] = of(text) as [Directive];
    expect(directive.kind).toBe("ignore");
    expect(directive.names.map((it) => [it.text, text.slice(it.range.start, it.range.end)])).toEqual([
      ["egress-blocks-dns", "egress-blocks-dns"],
      ["NP1204", "NP1204"],
    ]);
    expect(directive.reason).toBe("mesh does it");
    expect(text.slice(directive.range.start, directive.range.end)).toBe("netpol: ignore[egress-blocks-dns, NP1204]");
  });

  it("may speak of the whole file, and stand behind other words of a comment", () => {
    expect(of("#netpol:ignore-file[a]\nkind: X\n")).toMatchObject([{ kind: "ignore-file", reason: "" }]);
    expect(of("kind: X # legacy # netpol: ignore[a]\n")).toMatchObject([{ kind: "ignore", names: [{ text: "a" }] }]);
    expect(of("#netpol:ignore-file[a]\nkind: X\n")[0]).not.toHaveProperty("covers");
  });

  it("are found in comments only", () => {
    const hidden = [
      'a: "# netpol: ignore[x]"\n',
      "a: 'it # netpol: ignore[x]'\n",
      "a: |\n  # netpol: ignore[x]\n",
      "a: >\n  b # netpol: ignore[x]\n  c\n",
      'a: "b\n  # netpol: ignore[x]\n  c"\n',
      '"# netpol: ignore[x]": 1\n',
      "a: b#netpol: ignore[x]\n",
    ];
    for (const text of hidden) expect(of(text), text).toEqual([]);
    expect(of("a: | # netpol: ignore[x]\n  # netpol: ignore[y]\n# netpol: ignore[z]\n")).toMatchObject([
      { names: [{ text: "x" }] },
      { names: [{ text: "z" }] },
    ]);
    expect(of('a: {b: "#"} # netpol: ignore[x]\r\nc: d\r\n')).toHaveLength(1);
  });

  it("that are malformed are told apart from prose", () => {
    for (const text of [
      "# netpol: ignore\na: 1\n",
      "# netpol: ignore[]\na: 1\n",
      "# netpol: ignore[x\na: 1\n",
      "# netpol: ingore[x]\na: 1\n",
    ]) {
      expect(of(text), text).toMatchObject([{ kind: "malformed" }]);
    }
    expect(of("# netpol: the policies of the shop\na: 1\n")).toEqual([]);
  });

  it("cover the pair of the key they stand behind", () => {
    expect(covered("a:\n  b: # netpol: ignore[x]\n    c: 1\n    d: 2\n  e: 3\n")).toEqual([
      "  b: # netpol: ignore[x]\n    c: 1\n    d: 2",
    ]);
    expect(covered("a: 1 # netpol: ignore[x]\nb: 2\n")).toEqual(["a: 1 # netpol: ignore[x]"]);
    expect(covered("- from: # netpol: ignore[x]\n    - a\n  ports: 1\n")).toEqual([
      "- from: # netpol: ignore[x]\n    - a",
    ]);
    expect(covered("- # netpol: ignore[x]\n  a: 1\n  b: 2\n- c\n")).toEqual(["- # netpol: ignore[x]\n  a: 1\n  b: 2"]);
  });

  it("cover the entry or item below the line they stand on", () => {
    expect(covered("a: 1\n# netpol: ignore[x]\n# really\nb:\n  c: 2\nd: 3\n")).toEqual(["b:\n  c: 2"]);
    expect(covered("x:\n# netpol: ignore[x]\n- from: 1\n  ports: 2\n- to: 3\n")).toEqual(["- from: 1\n  ports: 2"]);
    expect(covered("a: 1\n# netpol: ignore[x]\n\nb: 2\n")).toEqual([undefined]);
    expect(covered("a: 1\n# netpol: ignore[x]")).toEqual([undefined]);
  });

  it("are found where nothing was parsed", () => {
    expect(directivesOf({ text: "# netpol: ignore-file[x] why\n", table: new Int32Array() })).toMatchObject([
      { kind: "ignore-file", reason: "why" },
    ]);
    expect(of("a: [b # netpol: ignore[x]\n")).toHaveLength(1);
  });
});
