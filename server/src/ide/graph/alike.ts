/** Workloads of a namespace that fare alike: with the same ends, in both directions. One vertex may stand for them. */

import type { ReachGroup, View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import type { HalfOpen } from "./half-open.js";

/** A picture with more edges, or more vertices, than these is hard to read, so that vertices are put together. */
const MOST_EDGES = 90;
const MOST_VERTICES = 36;

/** One vertex of the picture to be. */
export interface Alike {
  readonly id: string;
  readonly workloads: readonly Workload[];
}

/**
 * Workloads that no policy selects are put together where they fare alike. All others only where the picture would be hard
 * to read otherwise.
 */
export function alikeIn(
  view: View,
  namespace: string,
  groups: readonly ReachGroup[],
  halfOpen: readonly HalfOpen[],
): readonly Alike[] {
  const own = view.scope.workloads.filter((it) => it.namespace === namespace);
  const marks = new Map<Workload, string[]>(own.map((it) => [it, [...isolationOf(view, it)]]));
  const among = new Set(own);
  let edges = halfOpen.length;
  for (const [index, { from, to }] of groups.entries()) {
    const ends = [from, to].map((all) => all.flatMap((it) => (it.type === "workload" ? [it.workload] : [])));
    const [sources = [], destinations = []] = ends.map((all) => all.filter((it) => among.has(it)));
    for (const it of sources) marks.get(it)?.push(`f${index}`);
    for (const it of destinations) marks.get(it)?.push(`t${index}`);
    edges += sources.length * destinations.length;
  }
  for (const { from, to, by } of halfOpen) {
    marks.get(from)?.push(`>${to.id} ${by.at.document}:${by.at.node}`);
    marks.get(to)?.push(`<${from.id} ${by.at.document}:${by.at.node}`);
  }
  const putsTogether = edges > MOST_EDGES || own.length > MOST_VERTICES;
  const classes = new Map<string, Workload[]>();
  for (const it of own) {
    const isOpen = !it.hostNetwork && isolationOf(view, it).every((part) => part === "-");
    const key = putsTogether || isOpen ? (marks.get(it) ?? []).join() : it.id;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [it]);
    else known.push(it);
  }
  return [...classes.values()].flatMap((workloads) => {
    const [first] = workloads;
    return first === undefined ? [] : [{ id: first.id, workloads }];
  });
}

function isolationOf(view: View, workload: Workload): readonly string[] {
  const found = (["ingress", "egress"] as const).map((it) => {
    if (view.isolatedBy(workload, it).length > 0) return it;
    return view.policiesOn(workload, it).length > 0 ? "selected" : "-";
  });
  return workload.hostNetwork ? [...found, "host network"] : found;
}
