/** Holds the labels of blocks to their roles. */

import { expect, it } from "vitest";
import { withLabels } from "./block-labels.js";
import { readPage } from "./pages.js";

const BARE = `# NP1000 · a-rule

Summary.

## Why it matters

It does.

## Examples

### One file

~~~yaml bad
a: 1
# ^ NP1000
~~~
~~~yaml fixed join
a: 2
~~~

### Two files

\`a.yaml\`:

~~~yaml bad
a: 1
# ^ NP1000
~~~

\`b.yaml\`:

~~~yaml good
b: 1
~~~

\`a.yaml\`:

~~~yaml fixed open
a: 2
~~~

### Nothing wrong

~~~yaml good
c: 1
~~~
`;

const FIXES = {
  join: { safety: "changes-traffic", traffic: "narrows" },
  open: { safety: "changes-traffic" },
  write: { safety: "safe" },
} as const;

const LABELS = /^(?:Wrong|Right|With|Fixed).*:$/gm;

it("says above each block what it shows, and what a fix does to traffic", () => {
  const labelled = withLabels(BARE, FIXES);
  expect(labelled.match(LABELS)).toEqual([
    "Wrong:",
    "Fixed by `join` (narrows):",
    "Wrong, in `a.yaml`:",
    "With `b.yaml`:",
    "Fixed by `open` (changes traffic), in `a.yaml`:",
    "Right:",
  ]);
  expect(labelled).not.toMatch(/^`a\.yaml`:$/m);
});

it("leaves the examples as they are, and labels once", () => {
  const labelled = withLabels(BARE, FIXES);
  const shape = (text: string) =>
    readPage(text).examples.map(({ title, files, fixed }) => ({
      title,
      files: files.map(({ path, role }) => `${role} ${path}`),
      fixed: fixed.flatMap((it) => it.files.map(({ path }) => `${it.fix} ${path}`)),
    }));
  expect(shape(labelled)).toEqual(shape(BARE));
  expect(withLabels(labelled, FIXES)).toBe(labelled);
});

it("corrects a label that is wrong", () => {
  const labelled = withLabels(BARE, FIXES);
  const wrong = labelled.replace("Fixed by `join` (narrows):", "Fixed by `join`:").replace("\nRight:", "\nWrong:");
  expect(withLabels(wrong, FIXES)).toBe(labelled);
});

it("says nothing of traffic for a safe fix", () => {
  expect(withLabels(BARE.replace("fixed join", "fixed write"), FIXES)).toContain("\nFixed by `write`:\n");
});
