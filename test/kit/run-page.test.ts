/** Shows that a page can fail: each law, broken in one place, is named. */

import { describe, expect, it } from "vitest";
import { checkExample, checkFix } from "./run-page.js";
import { type Example, readPage } from "./pages.js";

const PAGE = `# NP1002 · unknown-field

A page that is right.

## Why it matters

Because.

## Examples

### Misspelt

~~~yaml bad
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelecter: {} # everybody
# ^^^^^^^^^^^ NP1002 (error, fix) \`podSelecter\`
~~~

~~~yaml fixed rename
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {} # everybody
~~~

### Well spelt

~~~yaml good
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {}
~~~
`;

const page = readPage(PAGE);

function exampleOf(text: string): Example {
  const [example] = readPage(text).examples;
  if (example === undefined) throw new Error("the page has an example");
  return example;
}

function runFix(text: string): void {
  const example = exampleOf(text);
  for (const fixed of example.fixed) checkFix(page, example, fixed);
}

describe("checkExample", () => {
  it("passes a page that is right", () => {
    for (const example of page.examples) checkExample(page, example);
  });

  it("names a mark that is missing and a finding that is unexpected", () => {
    const wrong = exampleOf(PAGE.replace("^^^^^^^^^^^ NP1002", "^^^^^^^^^^^ NP1003"));
    expect(() => checkExample(page, wrong)).toThrow(/- # \^{11} NP1003[\s\S]*\+ # \^{11} NP1002/);
  });

  it("refuses a bad example that is good", () => {
    const text = PAGE.replace("podSelecter: {}", "podSelector: {}").replace(/# \^+ NP1002.*\n/, "");
    expect(() => checkExample(page, exampleOf(text))).toThrow("which is called bad");
  });

  it("writes the marks that are true", () => {
    const example = exampleOf(PAGE.replace(/# \^+ NP1002.*\n/, ""));
    const corrections = new Map();
    checkExample(page, example, corrections);
    expect(corrections.get(example.files[0]?.block)).toContain("# ^^^^^^^^^^^ NP1002 (error, fix)");
  });
});

describe("checkFix", () => {
  it("passes a fix that does what its block shows", () => {
    runFix(PAGE);
  });

  it("refuses a block that shows something else", () => {
    expect(() => runFix(PAGE.replace("podSelector: {} # every", "podSelector: {}  # every"))).toThrow(
      "after the fix rename",
    );
  });

  it("refuses a fix that nobody offers", () => {
    expect(() => runFix(PAGE.replace("fixed rename", "fixed remove"))).toThrow("no finding offers the fix remove");
  });
});
