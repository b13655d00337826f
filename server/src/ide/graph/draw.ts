/** An unfolded namespace as SVG: each vertex and edge is an element of its own that a keyboard and a screen reader reach. */

import type { Edge, NamespaceGraph, Vertex } from "./graph-types.js";
import {
  belowLines,
  belowName,
  edgeLabel,
  edgeTitle,
  type EdgeStyle,
  nameLines,
  STYLE_WORDS,
  styleOf,
  vertexName,
  vertexTitle,
} from "./graph-words.js";
import { type Label, placeLabels } from "./labels.js";
import { type Box, layOut, type Line, type Picture, type Size } from "./layout.js";
import { BAR_WORDS, STYLES } from "./legend.js";
import { escaped } from "../../base/markup.js";
import { px, widthOf } from "./picture-sizes.js";
import { GRAPH_STYLE } from "./style.js";

const HEAD = 30;
const FOOT = 30;
const NAME_SIZE = 13;
const NAME_LINE = 16;
const BELOW_SIZE = 11;
const BELOW_LINE = 14;

/**
 * Attributes `data-vertex` and `data-edge` hold the id of a vertex and the index of an edge of the graph, `data-ports` the index of
 * the edge whose ports are written there.
 *
 * @param standalone True for a file of its own, which brings its style, a title and a legend.
 */
export function drawNamespace(graph: NamespaceGraph, standalone: boolean): string {
  // What the pods of one vertex may do among themselves is in its details.
  const drawn = graph.edges.filter((it) => it.from !== it.to);
  const picture = layOut(graph, drawn, sizeOf, (it) => widthOf(edgeLabel(it), BELOW_SIZE));
  const nameOf = namesOf(graph.vertices);
  const index = new Map(graph.edges.map((it, at) => [it, at]));
  const labels = placeLabels(
    picture.lines.map((it) => ({ line: it, text: edgeLabel(it.edge) })),
    picture.boxes,
    (text) => widthOf(text, BELOW_SIZE),
  );
  const used = STYLES.filter((style) => drawn.some((it) => styleOf(it) === style));
  const legend = standalone ? legendOf(used, picture.height + HEAD) : undefined;
  const width = Math.max(picture.width, legend?.width ?? 0, 240);
  const height = picture.height + HEAD + (legend === undefined ? 0 : FOOT);
  const title = `Flows of namespace ${graph.namespace}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="np-picture" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="group" aria-label="${escaped(title)}">`,
    ...(standalone ? [`<title>${escaped(title)}</title>`, `<style>${GRAPH_STYLE}</style>`] : []),
    `<defs>${used.map(tip).join("")}</defs>`,
    `<g transform="translate(0 ${HEAD})">`,
    frame(graph, picture),
    ...picture.lines.map((line) => drawEdge(line, index.get(line.edge) ?? 0, nameOf)),
    // Over all lines, else those that are drawn later run through them.
    ...picture.lines.flatMap((line) => drawLabel(line.edge, index.get(line.edge) ?? 0, labels.get(line))),
    ...picture.boxes.map(drawVertex),
    "</g>",
    ...(legend === undefined ? [] : [legend.markup]),
    "</svg>",
    "",
  ].join("\n");
}

function namesOf(vertices: readonly Vertex[]): (id: string) => string {
  const names = new Map(vertices.map((it) => [it.id, vertexName(it)]));
  return (id) => names.get(id) ?? id;
}

function sizeOf(vertex: Vertex): Size {
  const [names, below] = [nameLines(vertex), belowLines(vertex)];
  // Names are bold, and not every font is narrow.
  const widths = [...names.map((it) => widthOf(it, NAME_SIZE) * 1.2), ...below.map((it) => widthOf(it, BELOW_SIZE))];
  const height = 14 + names.length * NAME_LINE + below.length * BELOW_LINE;
  return { width: Math.max(100, Math.ceil(Math.max(...widths)) + 30), height };
}

function drawVertex({ vertex, x, y, width, height }: Box): string {
  const [names, below] = [nameLines(vertex), belowLines(vertex)];
  const { kind, isolated, selected, hostNetwork } = vertex;
  const open = kind === "workloads" && !hostNetwork && selected !== true;
  const title = vertexTitle(vertex);
  // What is seen goes first: whoever speaks to the page says that.
  const spoken = [...new Set([vertexName(vertex), belowName(vertex), ...title.split("\n")])].join(". ");
  const look = kind === "workloads" ? (open ? " unselected" : "") : " beyond";
  const bar = (at: number): string =>
    `<rect class="bar" x="${px(at)}" y="8" width="3.5" height="${height - 16}" rx="1.75"/>`;
  return [
    `<g class="vertex${look}" data-vertex="${escaped(vertex.id)}" transform="translate(${px(x)} ${px(y)})" tabindex="0" role="button" aria-label="${escaped(spoken)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect class="box" width="${px(width)}" height="${height}" rx="${kind === "workloads" ? 6 : 20}"/>`,
    isolated?.ingress ? bar(4) : "",
    isolated?.egress ? bar(width - 7.5) : "",
    drawText("name", names, vertexName(vertex), width / 2, 19),
    drawText("below", below, belowName(vertex), width / 2, 18 + names.length * NAME_LINE),
    "</g>",
    // A break, so that the two texts are two words for whoever speaks to the page or has it read.
  ].join("\n");
}

/** @param whole The text of which these are the lines: where a space is left out between two, they are two words when read aloud. */
function drawText(kind: "name" | "below", lines: readonly string[], whole: string, x: number, y: number): string {
  let end = 0;
  // Lines are placed relative to the first, so that a page may give the text another size.
  const text = lines.map((it, at) => {
    end = whole.indexOf(it, end) + it.length;
    const joint = at < lines.length - 1 && whole[end] === " " ? " " : "";
    return lines.length === 1
      ? escaped(it)
      : `<tspan x="${px(x)}"${at === 0 ? "" : ' dy="1.25em"'}>${escaped(it)}</tspan>${joint}`;
  });
  return `<text class="${kind}" x="${px(x)}" y="${px(y)}" text-anchor="middle">${text.join("")}</text>`;
}

function drawEdge(line: Line, index: number, nameOf: (id: string) => string): string {
  const { edge } = line;
  const style = styleOf(edge);
  const path = pathOf(line);
  const title = edgeTitle(edge, nameOf);
  return [
    `<g class="edge ${style}" data-edge="${index}" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}" tabindex="0" role="button" aria-label="${escaped(title.replaceAll("\n", ". "))}">`,
    `<title>${escaped(title)}</title><path class="hit" d="${path}"/><path class="line" d="${path}" marker-end="url(#np-${style})"/>`,
    "</g>",
  ].join("");
}

function drawLabel(edge: Edge, index: number, label: Label | undefined): string[] {
  if (label === undefined) return [];
  const { x, y, text } = label;
  const width = widthOf(text, BELOW_SIZE) + 6;
  const ground = `<rect class="ground" x="${px(x - width / 2)}" y="${px(y - 8)}" width="${px(width)}" height="16" rx="4"/>`;
  const words = `<text x="${px(x)}" y="${px(y + 4)}" text-anchor="middle">${escaped(text)}</text>`;
  return [`<g class="ports ${styleOf(edge)}" data-ports="${index}" aria-hidden="true">${ground}${words}</g>`];
}

function pathOf({ points }: Line): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let at = first;
  let path = `M${px(first.x)} ${px(first.y)}`;
  for (const next of rest) {
    const isSameColumn = rest.length === 1 && Math.abs(next.x - at.x) < 60;
    const [a, b] = isSameColumn ? [at.x + 56, next.x + 56] : [(at.x + next.x) / 2, (at.x + next.x) / 2];
    path += `C${px(a)} ${px(at.y)} ${px(b)} ${px(next.y)} ${px(next.x)} ${px(next.y)}`;
    at = next;
  }
  return path;
}

function tip(style: EdgeStyle): string {
  return `<marker id="np-${style}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tip-${style}" d="M0 0.5L8 4L0 7.5z"/></marker>`;
}

/** The namespace's own columns on a ground of their own, with words above all of them. */
function frame({ namespace }: NamespaceGraph, { boxes, height }: Picture): string {
  const on = (side: Vertex["side"]): Box[] => boxes.filter((it) => it.vertex.side === side);
  const heading = (own: readonly Box[], text: string): string => {
    if (own.length === 0) return "";
    const left = Math.min(...own.map((it) => it.x));
    const right = Math.max(...own.map((it) => it.x + it.width));
    return `<text class="heading" x="${px((left + right) / 2)}" y="-6" text-anchor="middle">${escaped(text)}</text>`;
  };
  const own = on("own");
  const left = Math.min(...own.map((it) => it.x)) - 14;
  const right = Math.max(...own.map((it) => it.x + it.width)) + 14;
  const ground =
    own.length === 0
      ? ""
      : `<rect class="frame" x="${px(left)}" y="2" width="${px(right - left)}" height="${px(height - 4)}" rx="10"/>`;
  return [
    ground,
    heading(on("source"), "can connect to it"),
    heading(own, namespace),
    heading(on("destination"), "it can connect to"),
  ].join("");
}

function legendOf(styles: readonly EdgeStyle[], top: number): { readonly markup: string; readonly width: number } {
  let x = 16;
  const parts = styles.map((style) => {
    const text = STYLE_WORDS[style];
    const own = `<g class="edge ${style}" transform="translate(${px(x)} ${px(top + 12)})"><path class="line" d="M0 0H26" marker-end="url(#np-${style})"/></g><text class="key" x="${px(x + 34)}" y="${px(top + 16)}">${text}</text>`;
    x += 34 + widthOf(text, BELOW_SIZE) + 22;
    return own;
  });
  const bars = `<rect class="bar" x="${px(x)}" y="${px(top + 5)}" width="3.5" height="14" rx="1.75"/><text class="key" x="${px(x + 10)}" y="${px(top + 16)}">${BAR_WORDS}</text>`;
  return {
    markup: `${parts.join("")}${bars}`,
    width: x + widthOf(BAR_WORDS, BELOW_SIZE) + 30,
  };
}
