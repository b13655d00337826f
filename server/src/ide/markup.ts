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
      return `**${block.text}**`;
    case "text":
      return block.text;
    case "list":
      return block.items.map((it) => `- ${it}`).join("\n");
    case "code":
      return `\`\`\`${block.language}\n${block.text}\n\`\`\``;
  }
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
