/** Where the ports of edges are written: on their line, and nowhere over each other or a box. What finds no room is left out. */

import type { Box, Line } from "./layout.js";

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const HEIGHT = 18;
/** Shares of the way along a part of the line that are tried, best first. */
const TRIED = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

export function placeLabels(
  wanted: readonly { readonly line: Line; readonly text: string }[],
  boxes: readonly Box[],
  widthOf: (text: string) => number,
): ReadonlyMap<Line, Label> {
  const placed = new Map<Line, Label>();
  /** What is taken, by rows of the height of a label, so that few have to be compared. */
  const rows = new Map<number, { readonly left: number; readonly right: number; readonly y: number }[]>();
  const take = (left: number, right: number, y: number): void => {
    const row = Math.floor(y / HEIGHT);
    const taken = rows.get(row) ?? [];
    rows.set(row, taken);
    taken.push({ left, right, y });
  };
  for (const { x, y, width, height } of boxes) {
    for (let at = y; at < y + height + HEIGHT; at += HEIGHT) take(x - 4, x + width + 4, Math.min(at, y + height));
  }
  const isFree = (x: number, y: number, half: number): boolean => {
    const row = Math.floor(y / HEIGHT);
    return [row - 1, row, row + 1].every((it) =>
      (rows.get(it) ?? []).every((own) => Math.abs(own.y - y) >= HEIGHT || own.right < x - half || own.left > x + half),
    );
  };
  for (const { line, text } of wanted) {
    if (text === "") continue;
    const half = widthOf(text) / 2 + 3;
    const spot = spotsOn(line).find(({ x, y }) => isFree(x, y, half));
    if (spot === undefined) continue;
    take(spot.x - half, spot.x + half, spot.y);
    placed.set(line, { ...spot, text });
  }
  return placed;
}

/** Points of the line between columns: first in its last part, where few edges run beside it. */
function spotsOn({ points }: Line): readonly { readonly x: number; readonly y: number }[] {
  const parts = points.slice(1).map((to, at) => ({ from: points[at] ?? to, to }));
  return parts.toReversed().flatMap(({ from, to }) =>
    TRIED.map((t) => {
      // The curve has level ends and its controls half way.
      const s = t * t * (3 - 2 * t);
      const bend = Math.abs(to.x - from.x) < 60 && points.length === 2 ? 42 : 0;
      const along = 1.5 * t * (1 - t) + t * t * t;
      return { x: from.x + (to.x - from.x) * along + bend, y: from.y + (to.y - from.y) * s };
    }),
  );
}
