/** Text inside SVG and HTML. Whatever manifests say arrives as text, never as markup. */

import { printable } from "../../base/printable.js";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For contents and for values in quotes; lines stay. */
export function escaped(text: string): string {
  const lines = text.split("\n").map((it) => printable(it).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? ""));
  return lines.join("\n");
}

/** Numbers of a picture; a tenth of a pixel is enough. */
export function px(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

/** About as wide as the text is with a common font, in pixels. @param size Of the font, in pixels. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const it of text) width += /[A-Z0-9mwMW]/.test(it) ? 0.64 : /[iljtfr.,:;|' ]/.test(it) ? 0.34 : 0.56;
  return width * size;
}
