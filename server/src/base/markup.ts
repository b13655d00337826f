/** Text inside XML and HTML. Whatever manifests say arrives as text, never as markup. */

import { printable } from "./printable.js";

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
