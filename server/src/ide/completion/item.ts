/** One thing to type, as plain data. */

import type { TextRange } from "../../base/source.js";

export interface CompletionItem {
  readonly label: string;
  readonly kind: "field" | "value" | "label" | "namespace" | "port" | "service" | "name" | "peer" | "policy" | "rule";
  /** A few words beside the label: how many workloads have it. */
  readonly detail?: string;
  /** What it means, as Markdown. */
  readonly doc?: string;
  /** What is replaced; on one line, the cursor in it. */
  readonly range: TextRange;
  /** With `$1`, `${2:name}` where the cursor goes next. What it would mean by itself is escaped. */
  readonly snippet: string;
  /** What typed letters are compared with, where it is not the label. */
  readonly filter?: string;
}

/** A whole policy from `snippets/`. */
export interface SnippetSource {
  readonly title: string;
  /** Of the object that it writes. */
  readonly kind: string;
  /** Words by which it is found. */
  readonly prefixes: readonly string[];
  readonly description: string;
  /** Lines with the placeholders of snippets in them. */
  readonly body: readonly string[];
}

/** A text as a snippet that writes just that. */
export function plainSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, "\\$&");
}

/** What a snippet writes where the client has no snippets: its placeholders with the words that they suggest, the first of several. */
export function withoutStops(snippet: string): string {
  return snippet
    .replaceAll(/(?<!\\)\$\{\d+:((?:\\.|[^}\\])*)\}/g, "$1")
    .replaceAll(/(?<!\\)\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
    .replaceAll(/(?<!\\)\$(?:\d+|\{\d+\})/g, "")
    .replaceAll(/\\([\\$}])/g, "$1");
}
