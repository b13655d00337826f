/** Holds the form of rule pages: what is read, what is inherited and what is refused. */

import { describe, expect, it } from "vitest";
import { filesOf, readPage } from "./pages.js";

const PAGE = `# NP1203 · egress-blocks-dns

<!-- gen:facts -->
Severity: warning
<!-- /gen:facts -->

A policy isolates a workload.

## Why it matters

Because.

## Examples

~~~cluster
shop
  web app=web
~~~

### One file

~~~yaml bad
a: 1
#  ^ NP1203
~~~

~~~yaml fixed allow-dns
a: 2
~~~

### Several files

~~~settings
persona: pedantic
~~~

\`a.yaml\`:
~~~yaml bad
a: 1
#  ^ NP1203
~~~

\`b.yaml\`:
~~~yaml good
b: 1
~~~

\`b.yaml\`:
~~~yaml fixed allow-dns
b: 2
~~~

### Another cluster

~~~cluster
ops
~~~

~~~yaml good
c: 1
~~~

~~~yaml good
d: 1
~~~

## Fixes

One.
`;

describe("readPage", () => {
  const page = readPage(PAGE);

  it("reads title and summary", () => {
    expect(page).toMatchObject({ code: "NP1203", name: "egress-blocks-dns", summary: "A policy isolates a workload." });
  });

  it("makes examples of blocks, neighbours with paths together", () => {
    expect(page.examples.map((it) => [it.title, it.files.map(({ path, role }) => `${path} ${role}`)])).toEqual([
      ["One file", ["policy.yaml bad"]],
      ["Several files", ["a.yaml bad", "b.yaml good"]],
      ["Another cluster", ["policy.yaml good"]],
      ["Another cluster", ["policy.yaml good"]],
    ]);
  });

  it("gives fixed blocks to the example before them", () => {
    expect(page.examples.map((it) => it.fixed.map(({ fix, files }) => [fix, files.map(({ path }) => path)]))).toEqual([
      [["allow-dns", ["policy.yaml"]]],
      [["allow-dns", ["b.yaml"]]],
      [],
      [],
    ]);
  });

  it("hands context down to deeper headings, where another may take its place", () => {
    const files = page.examples.map((it) => [...filesOf(it)]);
    expect(files.map((it) => it.map(([path]) => path))).toEqual([
      ["cluster.yaml", "policy.yaml"],
      ["cluster.yaml", ".netpol.yaml", "a.yaml", "b.yaml"],
      ["cluster.yaml", "policy.yaml"],
      ["cluster.yaml", "policy.yaml"],
    ]);
    expect(files[0]?.[0]?.[1]).toContain("name: web");
    expect(files[2]?.[0]?.[1]).toContain("name: ops");
    expect(files[0]?.[1]?.[1]).toBe("a: 1\n");
  });

  it.each([
    ["another title", PAGE.replace("NP1203 · egress", "NP1203 egress"), "the first heading is"],
    ["an unknown heading", PAGE.replace("## Fixes", "## Mends"), 'unknown heading "Mends"'],
    ["headings out of order", `${PAGE}\n## Why it matters\n`, '"Why it matters" stands behind "Fixes"'],
    ["a missing heading", PAGE.replace("## Why it matters", ""), 'the heading "Why it matters" is missing'],
    ["no summary", PAGE.replace("A policy isolates a workload.", ""), "a summary paragraph"],
    ["a yaml block without a role", PAGE.replace("~~~yaml good\nc", "~~~yaml\nc"), "a yaml block is `yaml bad`"],
    ["marks in a good block", PAGE.replace("b: 1\n", "b: 1\n#  ^ NP1203\n"), "a good block has no marks"],
    [
      "a mark past its line",
      PAGE.replace("#  ^ NP", "#  ^^^ NP"),
      "line 22: block below: mark in line 2: reaches past",
    ],
    ["a fixed block of nothing", PAGE.replace("~~~yaml bad\na", "~~~text\na"), "a fixed block follows the bad block"],
    [
      "two clusters under one heading",
      PAGE.replace("ops\n~~~", "ops\n~~~\n~~~cluster\nops\n~~~"),
      "has a cluster block already",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => readPage(text)).toThrow(message);
  });
});
