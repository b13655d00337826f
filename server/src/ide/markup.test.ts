/** Blocks as Markdown and as plain text. */

import { expect, it } from "vitest";
import { renderMarkdown, renderText } from "./markup.js";
import type { Block } from "./types.js";

const BLOCKS: readonly Block[] = [
  { type: "heading", text: "NetworkPolicy <b>x</b>" },
  { type: "text", text: "Selects `<i>` and [`web`](file:///a.yaml#L1) <i>" },
  { type: "list", items: ["<u>"] },
  { type: "code", language: "yaml", text: "name: <b>" },
];

it("makes no tags of what files say", () => {
  expect(renderMarkdown(BLOCKS)).toBe(
    "**NetworkPolicy \\<b>x\\</b>**\n\nSelects `<i>` and [`web`](file:///a.yaml#L1) \\<i>\n\n- \\<u>\n\n```yaml\nname: <b>\n```",
  );
});

it("leaves them in plain text, which has none", () => {
  expect(renderText(BLOCKS)).toBe("NetworkPolicy <b>x</b>\n\nSelects <i> and web <i>\n\n  - <u>\n\n    name: <b>");
});
