/** The page inside the panel: shows what the server drew, and turns keys and clicks into requests. */

import type { GraphResult } from "../../../../server/src/lsp/ext";
import type { FromPage, ToPage } from "../messages";
import { details, type Links } from "./details";
import { bringIntoView, element } from "./dom";
import { Filter } from "./filter";
import { Focus } from "./focus";
import { leaveRoomForHeads, pointOutHeads } from "./table";
import { listenForZoom } from "./zoom-input";
import { Zoom } from "./zoom";
import "./style.css";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const api = acquireVsCodeApi();
const graph = element("graph", HTMLElement);
const follow = element("follow", HTMLInputElement);
const scope = element("scope", HTMLSelectElement);
const format = element("export", HTMLSelectElement);
const overview = element("overview", HTMLButtonElement);
const where = element("where", HTMLElement);
const aside = element("details", HTMLElement);
const legend = element("legend", HTMLElement);
const focus = new Focus(graph);
const filter = new Filter(graph, element("filter", HTMLInputElement), element("found", HTMLElement));
const zoom = new Zoom(graph, element("zoom-scale", HTMLElement));
/** The server's own style; a sheet made here needs no leave of the page's policy. */
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];
let shown: GraphResult | undefined;
let style = "";
let picture = "";
/** The scope and the namespace that are shown: another one is looked at from its beginning. */
let view = "";

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.type !== "graph") return;
  follow.checked = data.follows;
  show(data.graph, data.focus);
});

function show(next: GraphResult, workloads: readonly string[]): void {
  shown = next;
  if (next.style !== style) {
    style = next.style;
    sheet.replaceSync(style);
  }
  const { unfolded } = next;
  where.textContent = unfolded === undefined ? "" : `› ${unfolded.namespace}`;
  overview.disabled = unfolded === undefined;
  scope.hidden = next.scopes.length < 2;
  scope.replaceChildren(...next.scopes.map((it) => new Option(it, it, false, it === next.scope)));
  const drawn = pictureOf(next);
  if (drawn !== picture) {
    picture = drawn;
    const last = view;
    // Both are drawn by the server, which escapes every text.
    legend.innerHTML = next.legend;
    view = JSON.stringify([next.scope, unfolded?.namespace]);
    const { scrollLeft, scrollTop } = graph;
    const focused = graph.contains(document.activeElement) ? document.activeElement : null;
    graph.innerHTML = drawn;
    element("zoom", HTMLElement).hidden = (unfolded?.svg ?? "") === "";
    zoom.draw(view !== last);
    leaveRoomForHeads(graph);
    if (view === last) graph.scrollTo(scrollLeft, scrollTop);
    else graph.scrollTo(0, 0);
    aside.hidden = true;
    // With what it was on, the focus would be gone, and the next key would begin at the top of the page.
    if (focused !== null) focusAgain(focused);
  }
  const vertices = unfolded?.vertices.filter((it) => it.members.some((own) => workloads.includes(own.id))) ?? [];
  filter.apply();
  focus.point(vertices.map((it) => it.id));
}

/** What is drawn anew of the same thing, or else all of the picture. */
function focusAgain(gone: Element): void {
  const id = gone.getAttribute("data-vertex");
  const same = id === null ? null : graph.querySelector(`[data-vertex="${CSS.escape(id)}"]`);
  if (same instanceof SVGElement) same.focus();
  else graph.focus();
}

function pictureOf({ scope: name, matrix, unfolded }: GraphResult): string {
  if (name === undefined) return '<p class="note">There are no workloads in this workspace.</p>';
  if (unfolded === undefined) {
    return `<p class="note">Rows can connect to columns. Open a namespace to see its workloads.</p>${matrix}`;
  }
  if (unfolded.tooMany === undefined) return unfolded.svg;
  return `<p class="note">${unfolded.tooMany} workloads are too many for a picture.</p>${matrix}`;
}

function activate(target: Element | null): void {
  const namespace = target?.closest("[data-namespace]")?.getAttribute("data-namespace");
  if (namespace !== null && namespace !== undefined) {
    api.postMessage({ type: "unfold", namespace });
    return;
  }
  const cell = target?.closest("td[data-from]");
  if (cell) {
    const end = [cell.getAttribute("data-to"), cell.getAttribute("data-from")].find((it) => it?.startsWith("ns:"));
    if (end) api.postMessage({ type: "unfold", namespace: end.slice("ns:".length) });
    return;
  }
  choose(target?.closest("[data-edge], [data-vertex]") ?? null);
}

/** Shows what is known of it; an edge also opens the first line that decides it. */
function choose(chosen: Element | null): void {
  focus.choose(chosen);
  if (chosen === null) {
    aside.hidden = true;
    return;
  }
  const edge = chosen.getAttribute("data-edge");
  if (edge !== null) api.postMessage({ type: "openEdge", edge: Number(edge), place: 0 });
  aside.replaceChildren(...details(shown?.unfolded, chosen, links));
  aside.hidden = false;
  aside.scrollTo(0, 0);
  bringIntoView(chosen);
}

const links: Links = {
  send: (message) => api.postMessage(message),
  chooseVertex: (id) => choose(graph.querySelector(`[data-vertex="${CSS.escape(id)}"]`)),
  chooseEdge: (index) => choose(graph.querySelector(`[data-edge="${index}"]`)),
};

function unchoose(): void {
  focus.choose(null);
  aside.hidden = true;
}

graph.addEventListener("click", (event) => {
  event.preventDefault();
  activate(event.target instanceof Element ? event.target : null);
});
graph.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    activate(document.activeElement);
  } else if (event.key === "Escape") {
    unchoose();
  } else if (event.key.startsWith("Arrow") && focus.move(event.key)) event.preventDefault();
});
aside.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const chosen = graph.querySelector(".chosen");
  unchoose();
  if (chosen instanceof SVGElement) chosen.focus();
});
window.addEventListener("resize", () => zoom.resize());
listenForZoom(graph, zoom);
pointOutHeads(graph);
follow.addEventListener("change", () => api.postMessage({ type: "follow", on: follow.checked }));
scope.addEventListener("change", () => api.postMessage({ type: "scope", scope: scope.value }));
overview.addEventListener("click", () => {
  follow.checked = false;
  api.postMessage({ type: "unfold", namespace: undefined });
});
format.addEventListener("change", () => {
  const chosen = format.value;
  format.value = "";
  if (chosen === "svg" || chosen === "mermaid" || chosen === "dot" || chosen === "csv") {
    api.postMessage({ type: "export", format: chosen });
  }
});
api.postMessage({ type: "ready" });
