/** Changes of flows as people count them: the same change in several clusters is one, and what still passes in part is narrowed or widened. */

import { compareTexts } from "../../base/compare.js";
import type { FlowChangeAnswer, FlowDiff } from "./flow-diff.js";
import type { FlowReason, Ports } from "./flows.js";

export interface MergedChange extends Omit<FlowChangeAnswer, "because" | "rules"> {
  /** The rules that allowed it before, and those that allow it now. */
  readonly rules: { readonly before: readonly FlowReason[]; readonly after: readonly FlowReason[] };
  /** The clusters in which it holds, by name; none where only one is compared. */
  readonly scopes: readonly string[];
}

interface Merging {
  readonly change: Omit<FlowChangeAnswer, "because" | "rules">;
  readonly rules: { readonly before: Map<string, FlowReason>; readonly after: Map<string, FlowReason> };
  readonly scopes: string[];
}

/** Those about everywhere outside the cluster first. */
export function mergedChanges({ changes }: FlowDiff): readonly MergedChange[] {
  const merged = new Map<string, Merging>();
  for (const { scope, because, rules, ...change } of changes) {
    const { from, to, opened, closed, conditions, passing, onlyIn } = change;
    const key = JSON.stringify([from, to, opened, closed, conditions, passing, onlyIn]);
    const known: Merging = merged.get(key) ?? { change, rules: { before: new Map(), after: new Map() }, scopes: [] };
    merged.set(key, known);
    // What is patched in one cluster is another line there.
    const isGain = !isNothing(opened) || isNothing(closed);
    const { before, after } = rules ?? { before: isGain ? [] : because, after: isGain ? because : [] };
    for (const it of before) known.rules.before.set(placeOf(it), it);
    for (const it of after) known.rules.after.set(placeOf(it), it);
    if (scope !== undefined) known.scopes.push(scope);
  }
  return [...merged.values()]
    .map(({ change, rules: { before, after }, scopes }) => ({
      ...change,
      rules: { before: [...before.values()], after: [...after.values()] },
      scopes,
    }))
    .sort((a, b) => Number(b.isWorld) - Number(a.isWorld) || compareTexts(a.from, b.from) || compareTexts(a.to, b.to));
}

function placeOf({ direction, policy, file, line }: FlowReason): string {
  return `${direction} ${policy} ${file}:${line}`;
}

/** Numbers of pairs. What is widened or narrowed passes in part before and after, and counts as neither opened nor closed. */
export interface ChangeCounts {
  readonly opened: number;
  readonly closed: number;
  readonly widened: number;
  readonly narrowed: number;
  /** Flows to or from everywhere outside the cluster that are opened or widened. */
  readonly world: number;
  /** The clusters in which something changes; none where only one is compared. */
  readonly clusters: readonly string[];
  /** True where every change holds in all of these. */
  readonly isSameInAll: boolean;
}

export function countMerged(changes: readonly MergedChange[]): ChangeCounts {
  const gains = changes.filter((it) => !isNothing(it.opened));
  const losses = changes.filter((it) => !isNothing(it.closed));
  const isPartial = ({ passing }: MergedChange): boolean => passing !== undefined;
  const clusters = [...new Set(changes.flatMap((it) => it.scopes))];
  const [widened, narrowed] = [gains.filter(isPartial).length, losses.filter(isPartial).length];
  return {
    opened: gains.length - widened,
    closed: losses.length - narrowed,
    widened,
    narrowed,
    world: gains.filter((it) => it.isWorld).length,
    clusters,
    isSameInAll: changes.every((it) => it.scopes.length === clusters.length),
  };
}

export function isNothing(ports: Ports): boolean {
  return Object.keys(ports).length === 0;
}
