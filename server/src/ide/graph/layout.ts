/**
 * Where the vertices of an unfolded namespace are drawn: in columns from sources to destinations, so that traffic runs from
 * left to right, with as few crossings as sweeps over the columns find. Its cost follows the edges, column by column.
 */

import { columnsOf } from "./columns.js";
import type { Edge, NamespaceGraph, Vertex } from "./graph-types.js";
import { untangle } from "./untangle.js";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly vertex: Vertex;
  readonly x: number;
  readonly y: number;
}

/** An edge runs through these points, from the side of one box to that of another. */
export interface Line {
  readonly edge: Edge;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Picture extends Size {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** What stands in a column: a vertex, or the place where an edge passes. */
export interface Slot {
  readonly height: number;
  readonly vertex?: Vertex;
  y: number;
  readonly before: Slot[];
  readonly after: Slot[];
}

/** Room between columns: for curves, and for the ports that edges name. */
const LEAST_GAP_X = 60;
const BESIDE_LABEL = 54;
const MARGIN = 26;
const PASSING = 5;
/** With more edges than these they run straight: a place in each column between would make the picture too high. */
const MOST_ROUTED = 300;

/** @param labelWidth How wide the ports of an edge are written. */
export function layOut(
  graph: NamespaceGraph,
  drawn: readonly Edge[],
  sizeOf: (vertex: Vertex) => Size,
  labelWidth: (edge: Edge) => number,
): Picture {
  const columns = columnsOf(graph.vertices, drawn);
  const slots = new Map<string, { slot: Slot; column: number; size: Size }>();
  const stacks: Slot[][] = columns.map((vertices, column) =>
    vertices.map((vertex) => {
      const size = sizeOf(vertex);
      const slot: Slot = { height: size.height, vertex, y: 0, before: [], after: [] };
      slots.set(vertex.id, { slot, column, size });
      return slot;
    }),
  );
  const routes = drawn.flatMap((edge) => {
    const [from, to] = [slots.get(edge.from), slots.get(edge.to)];
    return from === undefined || to === undefined
      ? []
      : [{ edge, through: route(from, to, drawn.length > MOST_ROUTED ? [] : stacks) }];
  });
  untangle(stacks);
  const widths = columns.map((all) => Math.max(0, ...all.map((it) => slots.get(it.id)?.size.width ?? 0)));
  const gaps = gapsBefore(drawn, labelWidth, (id) => slots.get(id)?.column ?? 0);
  const lefts: number[] = [];
  for (const column of widths.keys()) {
    const left = (lefts[column - 1] ?? 0) + (widths[column - 1] ?? 0);
    lefts.push(column === 0 ? MARGIN : left + (gaps.get(column) ?? LEAST_GAP_X));
  }
  const top = least(stacks.flat().map((it) => it.y - it.height / 2)) - MARGIN;
  const boxes = [...slots.values()].flatMap(({ slot, column, size }): Box[] => {
    const x = (lefts[column] ?? 0) + ((widths[column] ?? 0) - size.width) / 2;
    return slot.vertex === undefined ? [] : [{ vertex: slot.vertex, x, y: slot.y - size.height / 2 - top, ...size }];
  });
  const columnOf = new Map(stacks.flatMap((all, column) => all.map((it) => [it, column] as const)));
  const box = new Map(boxes.map((it) => [it.vertex.id, it]));
  const ports = portsOf(routes);
  const lines = routes.map(({ edge, through }): Line => {
    const points = through.map((slot, at) => {
      const column = columnOf.get(slot) ?? 0;
      const own = slot.vertex === undefined ? undefined : box.get(slot.vertex.id);
      if (own === undefined) return { x: (lefts[column] ?? 0) + (widths[column] ?? 0) / 2, y: slot.y - top };
      const isFirst = at === 0;
      const other = columnOf.get(through[isFirst ? 1 : at - 1] ?? slot) ?? column;
      const right = isFirst ? other >= column : other > column || (other === column && through.length === 2);
      return {
        x: right ? own.x + own.width : own.x,
        y: own.y + own.height / 2 + (ports.get(edge)?.[isFirst ? 0 : 1] ?? 0),
      };
    });
    return { edge, points };
  });
  const width = most(boxes.map((it) => it.x + it.width)) + MARGIN;
  const bottoms = [...boxes.map((it) => it.y + it.height), ...lines.flatMap((it) => it.points.map((point) => point.y))];
  return { width, height: most(bottoms) + MARGIN, boxes, lines };
}

/** By column, the room before it: labels are written beside both ends of an edge. */
function gapsBefore(
  edges: readonly Edge[],
  labelWidth: (edge: Edge) => number,
  columnOf: (id: string) => number,
): ReadonlyMap<number, number> {
  const gaps = new Map<number, number>();
  for (const edge of edges) {
    const [from, to] = [columnOf(edge.from), columnOf(edge.to)];
    const width = labelWidth(edge);
    if (width === 0) continue;
    for (const column of from <= to ? [from + 1, to] : [from, to + 1])
      gaps.set(column, Math.max(gaps.get(column) ?? LEAST_GAP_X, width + BESIDE_LABEL));
  }
  return gaps;
}

function least(values: readonly number[]): number {
  return values.reduce((found, it) => Math.min(found, it), 0);
}

function most(values: readonly number[]): number {
  return values.reduce((found, it) => Math.max(found, it), 0);
}

/** Through the columns between two vertices, in each of which it takes a place of its own. @param stacks None to run straight. */
function route(
  from: { readonly slot: Slot; readonly column: number },
  to: { readonly slot: Slot; readonly column: number },
  stacks: readonly Slot[][],
): readonly Slot[] {
  if (from.column === to.column) return [from.slot, to.slot];
  const step = from.column < to.column ? 1 : -1;
  const through: Slot[] = [from.slot];
  for (let column = from.column + step; column !== to.column; column += step) {
    const stack = stacks[column];
    if (stack === undefined) continue;
    const slot: Slot = { height: PASSING, y: 0, before: [], after: [] };
    stack.push(slot);
    through.push(slot);
  }
  through.push(to.slot);
  const forward = step === 1 ? through : through.toReversed();
  for (const [at, slot] of forward.entries()) {
    const next = forward[at + 1];
    if (next === undefined) continue;
    slot.after.push(next);
    next.before.push(slot);
  }
  return through;
}

type Route = { readonly edge: Edge; readonly through: readonly Slot[] };

/** How far from the middle of its two boxes each edge ends, so that edges of one box do not run over each other. */
function portsOf(routes: readonly Route[]): ReadonlyMap<Edge, readonly [number, number]> {
  const offsets = new Map<Edge, [number, number]>(routes.map((it) => [it.edge, [0, 0]]));
  const ends = new Map<
    string,
    { readonly edge: Edge; readonly which: 0 | 1; readonly y: number; readonly room: number }[]
  >();
  for (const { edge, through } of routes) {
    for (const which of [0, 1] as const) {
      const [own, next] = which === 0 ? [through[0], through[1]] : [through.at(-1), through.at(-2)];
      if (own?.vertex === undefined || next === undefined) continue;
      const key = `${own.vertex.id}|${own.after.includes(next) ? "right" : "left"}`;
      const known = ends.get(key) ?? [];
      ends.set(key, known);
      known.push({ edge, which, y: next.y, room: own.height - 14 });
    }
  }
  for (const all of ends.values()) {
    all.sort((a, b) => a.y - b.y);
    for (const [at, { edge, which, room }] of all.entries()) {
      const step = Math.min(9, room / Math.max(1, all.length - 1));
      const pair = offsets.get(edge);
      if (pair !== undefined) pair[which] = (at - (all.length - 1) / 2) * step;
    }
  }
  return offsets;
}
