/** What the server says is Markdown that quotes files, and files come in links: only words and their form are let in. */

import purify from "dompurify";
import { FOLDER } from "./serve-files.js";

const TAGS = "a br code em h1 h2 h3 h4 hr li ol p pre span strong table tbody td th thead tr ul".split(" ");
/** Of the web, of the playground's files, and from one rule's page to another. */
const ADDRESS = new RegExp(`^(?:https:|${FOLDER}/|NP\\d{4}\\.md)`);

purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.getAttribute("href")?.startsWith("https:") !== true) return;
  // What is typed here would be gone with the page.
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener");
});

export function sanitize(html: string): string {
  return purify.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ["class", "href"], ALLOWED_URI_REGEXP: ADDRESS });
}
