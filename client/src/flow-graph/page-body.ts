/**
 * What the page of the flow graph holds before its script fills it in: the same in VS Code's panel and in the playground, where it
 * is a part of another page, so that its landmarks have names.
 */

export const PAGE_BODY = `\
<header aria-label="What to show">
  <h1 class="unseen">Flow Graph</h1>
  <button id="overview" title="All namespaces">Namespaces</button>
  <span id="where"></span>
  <select id="scope" aria-label="Cluster" hidden></select>
  <span id="zoom" role="group" aria-label="Zoom" hidden>
    <button id="zoom-out" aria-label="Zoom out" title="Zoom out (-)">−</button>
    <output id="zoom-scale" aria-label="Scale"></output>
    <button id="zoom-in" aria-label="Zoom in" title="Zoom in (+)">+</button>
    <button id="zoom-fit" title="Show the whole graph (0)">Fit</button>
  </span>
  <span id="search">
    <input id="filter" type="search" placeholder="Filter" aria-label="Filter by name, port or policy">
    <output id="found" aria-label="Found"></output>
  </span>
  <label><input id="follow" type="checkbox" checked> Follow cursor</label>
  <select id="export" aria-label="Export">
    <option value="">Export…</option>
    <option value="svg">SVG</option>
    <option value="mermaid">Mermaid</option>
    <option value="dot">DOT</option>
    <option value="csv">CSV</option>
  </select>
</header>
<main id="graph" aria-label="Graph" tabindex="-1"><p class="note">Reading files…</p></main>
<footer id="legend" aria-label="Legend"></footer>
<aside id="details" aria-live="polite" hidden></aside>`;
