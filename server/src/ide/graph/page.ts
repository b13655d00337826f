/** All of a workspace's graphs as one HTML page that needs nothing else: no script, no network, and a policy that says so. */

import type { FlowGraph, NamespaceGraph } from "./graph-types.js";
import { drawNamespace } from "./draw.js";
import { escaped } from "./markup-text.js";
import { drawMatrix } from "./matrix.js";
import { GRAPH_STYLE } from "./style.js";

const PAGE_STYLE = `
body { margin: 0; background: var(--bg); }
main { padding: 24px; }
h1, h2, h3 { font-weight: 600; }
h1 { font-size: 20px; } h2 { font-size: 17px; }
section > :is(h2, h3) { font-size: 15px; margin: 36px 0 8px; }
.scroll { overflow: auto; }
.note { color: var(--muted); font-size: 13px; }
`;

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
  const style = `${GRAPH_STYLE}${PAGE_STYLE}`;
  const several = scopes.length > 1;
  const sections = scopes.map(({ graph, namespaces }, at) => {
    // Namespaces of two clusters may have one name.
    const prefix = several ? `s${at}-` : "";
    const matrix = drawMatrix(graph.overview).replaceAll('href="#ns-', `href="#${prefix}ns-`);
    const pictures = namespaces.map((it) => sectionOf(it, prefix, several ? "h3" : "h2"));
    return `${several ? `<h2>${escaped(graph.scope)}</h2>` : ""}<div class="scroll">${matrix}</div>\n${pictures.join("\n")}`;
  });
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

function sectionOf(graph: NamespaceGraph, prefix: string, heading: "h2" | "h3"): string {
  const name = escaped(graph.namespace);
  const picture =
    graph.tooMany === undefined
      ? `<div class="scroll">${drawNamespace(graph, false)}</div>`
      : `<p class="note">${graph.tooMany} workloads are too many for a picture.</p>`;
  return `<section id="${prefix}ns-${name}"><${heading}>${name}</${heading}>${picture}</section>`;
}
