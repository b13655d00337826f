/** Hints on how peers go together: items of a list are alternatives, selectors of one item hold together. */

import { peersOf, type PodsPeer, type PolicyPart } from "../model/reading.js";
import { partOf } from "../base/source.js";
import type { Site } from "../base/source.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeOf } from "./places.js";
import type { Hint } from "./inlay-hints.js";

export function joiningHints(part: PolicyPart, snapshot: Snapshot): Hint[] {
  return part.rules.flatMap((rule) => [
    ...rule.peers.flatMap(({ peers }) => peers.slice(1).map(({ at }): Hint => ({ at, text: "or", isBefore: true }))),
    ...peersOf(rule).flatMap((it) => (it.type === "pods" ? andHint(it, snapshot) : [])),
  ]);
}

/** Before the later of two selectors that are two entries of the peer. */
function andHint({ selector, namespaces }: PodsPeer, snapshot: Snapshot): Hint[] {
  if (selector === undefined || typeof namespaces === "string") return [];
  const pairs = [selector.at, namespaces.at].map((it) => partOf(it, "pair"));
  const [first, second] = pairs.toSorted((a, b) => startOf(a, snapshot) - startOf(b, snapshot));
  if (first === undefined || second === undefined || !areBeside(first, second, snapshot)) return [];
  return [{ at: second, text: "and", isBefore: true }];
}

/** Of labels of one selector, both parts are the same place or inside each other. */
function areBeside(first: Site, second: Site, snapshot: Snapshot): boolean {
  const [a, b] = [placeOf(snapshot, first), placeOf(snapshot, second)];
  return a !== undefined && b !== undefined && a.file === b.file && a.range.end <= b.range.start;
}

function startOf(site: Site, snapshot: Snapshot): number {
  return placeOf(snapshot, site)?.range.start ?? 0;
}
