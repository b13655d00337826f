/** The columns of a picture: sources, the namespace's workloads from callers to called, destinations. */

import type { Edge, Vertex } from "./graph-types.js";

/** More vertices in one column are cut into several of them. */
const MOST_IN_COLUMN = 16;
/** A longer chain of callers is folded into as many columns, so that the picture stays about as wide as high. */
const MOST_RANKS = 6;

/** Columns from left to right; no column is empty. */
export function columnsOf(vertices: readonly Vertex[], edges: readonly Edge[]): readonly (readonly Vertex[])[] {
  const on = (side: Vertex["side"]): Vertex[] => vertices.filter((it) => it.side === side);
  const own = on("own");
  const ranks = ranksOf(own, edges);
  const longest = Math.max(0, ...ranks.values());
  const inside: Vertex[][] = [];
  for (const it of own) {
    const exact = ranks.get(it.id) ?? 0;
    const rank = longest < MOST_RANKS ? exact : Math.floor((exact * MOST_RANKS) / (longest + 1));
    const column = inside[rank] ?? [];
    inside[rank] = column;
    column.push(it);
  }
  const columns = [on("source"), ...inside.filter((it) => it !== undefined), on("destination")];
  return columns.filter((it) => it.length > 0).flatMap(cut);
}

function cut(column: readonly Vertex[]): readonly (readonly Vertex[])[] {
  const parts = Math.ceil(column.length / Math.max(MOST_IN_COLUMN, Math.sqrt(column.length) * 2));
  const most = Math.ceil(column.length / parts);
  return Array.from({ length: parts }, (_, at) => column.slice(at * most, (at + 1) * most));
}

/** The longest way to each vertex; an edge that closes a circle does not count. */
function ranksOf(own: readonly Vertex[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const among = new Set(own.map((it) => it.id));
  const next = new Map<string, string[]>(own.map((it) => [it.id, []]));
  for (const { from, to } of edges) if (from !== to && among.has(to)) next.get(from)?.push(to);
  // Depth first without recursion: vertices in the order in which they are done, the last one first, have few edges backwards.
  const order: string[] = [];
  const seen = new Set<string>();
  for (const { id } of own) {
    const open = seen.has(id) ? [] : [{ id, at: 0 }];
    seen.add(id);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const target = next.get(top.id)?.[top.at++];
      if (target === undefined) {
        order.push(top.id);
        open.pop();
      } else if (!seen.has(target)) {
        seen.add(target);
        open.push({ id: target, at: 0 });
      }
    }
  }
  order.reverse();
  const place = new Map(order.map((id, at) => [id, at]));
  const ranks = new Map<string, number>(order.map((id) => [id, 0]));
  for (const id of order) {
    for (const target of next.get(id) ?? []) {
      if ((place.get(target) ?? 0) <= (place.get(id) ?? 0)) continue;
      ranks.set(target, Math.max(ranks.get(target) ?? 0, (ranks.get(id) ?? 0) + 1));
    }
  }
  return ranks;
}
