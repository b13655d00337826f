/** Holds the reading of Markdown to what pages need of it. */

import { describe, expect, it } from "vitest";
import { type Block, readMarkdown, replaceContents } from "./markdown.js";

const TEXT = `# Title

Some prose.

~~~cluster
shop
~~~

\`deploy/a.yaml\`:

\`\`\`yaml bad
a: |
  ~~~
# no heading
\`\`\`

## Next
~~~~applied one "Do this"
~~~
~~~~
`;

describe("readMarkdown", () => {
  it("finds headings, prose, blocks and their paths", () => {
    expect(readMarkdown(TEXT)).toEqual([
      { type: "heading", level: 1, text: "Title", line: 0 },
      { type: "prose", text: "Some prose.", line: 2 },
      { type: "block", info: ["cluster"], content: "shop\n", start: 5, end: 6 },
      {
        ...{ type: "block", info: ["yaml", "bad"], path: "deploy/a.yaml", start: 11, end: 14 },
        content: "a: |\n  ~~~\n# no heading\n",
      },
      { type: "heading", level: 2, text: "Next", line: 16 },
      { type: "block", info: ["applied", "one", "Do this"], content: "~~~\n", start: 18, end: 19 },
    ]);
  });

  it("refuses a block that is never closed", () => {
    expect(() => readMarkdown("# T\n~~~yaml\na: 1\n``` \n")).toThrow("line 2: the block opened by ~~~ is never closed");
  });
});

describe("replaceContents", () => {
  const blocks = readMarkdown(TEXT).filter((it): it is Block => it.type === "block");

  it("changes the blocks named and nothing else", () => {
    const [cluster, yaml] = blocks;
    if (cluster === undefined || yaml === undefined) throw new Error("the text has two blocks");
    const changed = replaceContents(
      TEXT,
      new Map([
        [cluster, "shop\n  web app=web\n"],
        [yaml, ""],
      ]),
    );
    expect(changed).toBe(TEXT.replace("shop\n", "shop\n  web app=web\n").replace("a: |\n  ~~~\n# no heading\n", ""));
  });

  it("changes nothing when nothing differs", () => {
    expect(replaceContents(TEXT, new Map(blocks.map((it) => [it, it.content])))).toBe(TEXT);
  });
});
