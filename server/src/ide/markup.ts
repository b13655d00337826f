/** Blocks → Markdown or plain text. */

import type { Block } from "./types.js";

export function renderMarkdown(blocks: readonly Block[]): string {
  return blocks.map(markdownOf).join("\n\n");
}

/** For terminals and editors without Markdown: emphasis and links' addresses are dropped. */
export function renderText(blocks: readonly Block[]): string {
  return blocks.map(textOf).join("\n\n");
}

function markdownOf(block: Block): string {
  switch (block.type) {
    case "heading":
      return `**${withoutTags(block.text)}**`;
    case "text":
      return withoutTags(block.text);
    case "list":
      return block.items.map((it) => `- ${withoutTags(it)}`).join("\n");
    case "code":
      return `\`\`\`${block.language}\n${block.text}\n\`\`\``;
  }
}

/** What files say is quoted, and is no HTML: not every editor refuses the tags in Markdown. In code they are text already. */
function withoutTags(text: string): string {
  return text.replace(/(`[^`]*`)|</g, (_, code: string | undefined) => code ?? "\\<");
}

function textOf(block: Block): string {
  switch (block.type) {
    case "heading":
    case "text":
      return plain(block.text);
    case "list":
      return block.items.map((it) => `  - ${plain(it)}`).join("\n");
    case "code":
      return block.text.replace(/^/gm, "    ");
  }
}

function plain(text: string): string {
  return text
    .replace(/`([^`]*)`/g, "$1")
    .replace(/\*\*([^*]*)\*\*/g, "$1")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}
