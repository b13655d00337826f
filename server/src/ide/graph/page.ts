/** All of a workspace's graphs as one HTML page that needs nothing else: no script, no network, and a policy that says so. */

import type { FlowGraph, NamespaceGraph } from "./graph-types.js";
import { drawNamespace } from "./draw.js";
import { escaped } from "../../base/markup.js";
import { namespaceLegend, overviewLegend } from "./legend.js";
import { drawMatrix } from "./matrix.js";
import { GRAPH_STYLE } from "./style.js";

const PAGE_STYLE = `
body { margin: 0; background: var(--bg); }
main { padding: 24px; }
h1, h2, h3 { font-weight: 600; }
h1 { font-size: 20px; } h2 { font-size: 17px; }
section > :is(h2, h3) { font-size: 15px; margin: 36px 0 8px; }
.scroll { overflow: auto; }
.scroll:has(> .np-matrix) { max-height: calc(100vh - 24px); }
.scroll > svg { max-width: 100%; height: auto; }
.note { color: var(--muted); font-size: 13px; }
`;

/** A picture shrinks with the window, but no smaller than this, so that it stays legible. */
const SMALLEST = 0.78;

/** One scope, with those of its namespaces that are to be shown. */
export interface PageScope {
  readonly graph: FlowGraph;
  readonly namespaces: readonly NamespaceGraph[];
}

/**
 * @param notes Sentences that a reader has to know.
 * @param hashOf The source expression of a Content-Security-Policy for a text: `sha256-…`.
 */
export function flowPage(
  scopes: readonly PageScope[],
  notes: readonly string[],
  hashOf: (text: string) => string,
): string {
  const widths: number[] = [];
  const several = scopes.length > 1;
  const sections = scopes.map(({ graph, namespaces }, at) => {
    // Namespaces of two clusters may have one name.
    const prefix = several ? `s${at}-` : "";
    const matrix = drawMatrix(graph.overview).replaceAll('href="#ns-', `href="#${prefix}ns-`);
    const pictures = namespaces.map((it) => sectionOf(it, prefix, several ? "h3" : "h2", widths));
    return `${several ? `<h2>${escaped(graph.scope)}</h2>` : ""}${overviewLegend(graph.overview)}<div class="scroll">${matrix}</div>\n${pictures.join("\n")}`;
  });
  // The policy of the page allows no style in an attribute.
  const sizes = widths.map((it, at) => `.p${at} > svg { min-width: ${Math.round(it * SMALLEST)}px; }\n`);
  const style = `${GRAPH_STYLE}${PAGE_STYLE}${sizes.join("")}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>Network flows</title>
<style>${style}</style>
</head>
<body class="np-page">
<main>
<h1>Who can connect to whom</h1>
<p class="note">Rows connect to columns. A dashed cell has flows that only one side allows.</p>
${sections.join("\n")}
${notes.map((it) => `<p class="note">${escaped(it)}</p>`).join("\n")}
</main>
</body>
</html>
`;
}

/** @param widths Of the pictures of the page; the section's own is added. */
function sectionOf(graph: NamespaceGraph, prefix: string, heading: "h2" | "h3", widths: number[]): string {
  const name = escaped(graph.namespace);
  const section = (content: string): string =>
    `<section id="${prefix}ns-${name}"><${heading}>${name}</${heading}>${content}</section>`;
  if (graph.tooMany !== undefined) {
    return section(`<p class="note">${graph.tooMany} workloads are too many for a picture.</p>`);
  }
  const picture = drawNamespace(graph, false);
  const at = widths.push(Number(/ width="([\d.]+)"/.exec(picture)?.[1])) - 1;
  return section(`${namespaceLegend(graph)}<div class="scroll p${at}">${picture}</div>`);
}
