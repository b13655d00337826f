/** Limits of a page are read with their examples, and each slip of the form is told. */

import { expect, it } from "vitest";
import { limitsOf } from "./limits.js";
import { readPage } from "./pages.js";

function limits(section: string): ReturnType<typeof limitsOf> {
  const text = `# NP1234 · some-rule

A summary.

## Why it matters

## Examples

### What is \`wrong\`, and why

~~~yaml bad
a: 1
~~~

### Twice

~~~yaml good
a: 1
~~~

### Twice

~~~yaml good
a: 1
~~~

### Words alone

${section}`;
  return limitsOf(text, readPage(text));
}

it("reads each item with its example", () => {
  const section = `## Limits

- A sentence that is long enough
  for two lines, with \`a. B\` in it. [Example](#what-is-wrong-and-why)
- Another one.
  [Example](#only-a-limit)

### Only a limit

Some words.

~~~yaml good
a: 1
~~~
`;
  expect(limits(section)).toEqual([
    {
      sentence: "A sentence that is long enough for two lines, with `a. B` in it.",
      example: "What is `wrong`, and why",
    },
    { sentence: "Another one.", example: "Only a limit" },
  ]);
});

it("finds none in a page without the section", () => {
  expect(limits("")).toEqual([]);
});

it.each([
  ["Prose. [Example](#what-is-wrong-and-why)", "line 31: a limit is written"],
  ["- No example.", "line 31: a limit is written"],
  ["- No full stop [Example](#what-is-wrong-and-why)", "line 31: a limit is written"],
  ["- One. [Example](#nowhere)", "line 31: the page has no heading for #nowhere"],
  ["- One. [Example](#twice)", "line 31: the page has several headings for #twice"],
  ["- One. [Example](#words-alone)", 'line 31: "Words alone" has no example'],
])("refuses %s", (item, message) => {
  expect(() => limits(`## Limits\n\n${item}\n`)).toThrow(message);
});
