/** What a change of policies and workloads can alter: the workloads with another answer, so that only their pairs are compared. */

import { stretchBetween } from "../base/derived-list.js";
import type { Policy, Scope, Service, UnseenPods, Workload } from "../model/scope.js";
import { compareFlows, endKey, type FlowChange, type Passing, samePassing, standIn, workloadsById } from "./compare.js";
import { DIRECTIONS } from "../model/direction.js";
import type { End } from "../engine/answers.js";
import { isEmpty } from "../engine/traffic.js";
import type { View } from "./view.js";

/**
 * The pairs whose traffic differs, as `compareFlows` has them, at the cost of the policies and workloads that differ. The two
 * Views are of successive states: what did not change is the same object in both.
 */
export function compareTouched(before: View, after: View): FlowChange[] {
  const touched = touchedIds(before, after);
  if (touched === "all") return compareFlows(before, after);
  const changes = new Map<string, FlowChange>();
  const [earlier, later] = [before, after].map(({ scope }) => workloadsById(scope.workloads));
  for (const id of touched) {
    const [old, now] = [earlier?.get(id), later?.get(id)];
    for (const direction of DIRECTIONS) {
      const was = pairsOf(before, old, direction);
      const is = pairsOf(after, now, direction);
      const isSame = sameCache();
      for (const [key, pair] of is) {
        const old = was.get(key)?.reach;
        // An end that only one state names is part of another one there.
        const passing = old ?? standIn(before, pair);
        if (!isSame(passing, pair.reach)) changes.set(key, { ...ends(pair), before: passing, after: pair.reach });
      }
      for (const [key, pair] of was) {
        if (is.has(key)) continue;
        const passing = standIn(after, pair);
        if (!isSame(pair.reach, passing)) changes.set(key, { ...ends(pair), before: pair.reach, after: passing });
      }
    }
  }
  return [...changes.values()];
}

function isNothing({ allowed, conditional, ambiguous }: Passing): boolean {
  return isEmpty(allowed) && conditional.length === 0 && isEmpty(ambiguous);
}

interface Pair {
  readonly from: End;
  readonly to: End;
  readonly reach: Passing;
}

function ends({ from, to }: Pair): { readonly from: End; readonly to: End } {
  return { from, to };
}

function pairsOf(view: View, workload: Workload | undefined, direction: "ingress" | "egress"): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  if (workload === undefined) return pairs;
  const own: End = { type: "workload", workload };
  for (const { end, reach } of view.peersOf(workload, direction)) {
    // Most ends are such, and those that the other state lets pass are asked about again.
    if (isNothing(reach)) continue;
    const [from, to] = direction === "egress" ? [own, end] : [end, own];
    pairs.set(`${endKey(from)} ${endKey(to)}`, { from, to, reach });
  }
  return pairs;
}

/** Ends that fare alike share one answer, so that most comparisons have been made before. */
function sameCache(): (a: Passing, b: Passing) => boolean {
  const known = new Map<Passing, Map<Passing, boolean>>();
  return (a, b) => {
    const own = known.get(a) ?? new Map<Passing, boolean>();
    known.set(a, own);
    const answer = own.get(b) ?? samePassing(a, b);
    own.set(b, answer);
    return answer;
  };
}

/** Ids of the workloads, of either state, whose own policies or labels differ; `all` where other things differ that may matter. */
export function touchedIds(before: View, after: View): ReadonlySet<string> | "all" {
  if (before === after) return new Set();
  const [old, now] = [before.scope, after.scope];
  if (before.settings !== after.settings || !sameSurroundings(old, now)) return "all";
  const touched = new Set<string>();
  const policies = differing(before.policies, after.policies);
  for (const [view, changed] of [
    [before, policies.removed],
    [after, policies.added],
  ] as const) {
    for (const policy of changed) {
      if (isAboutNodes(policy)) return "all";
      for (const { id } of view.selectedBy(policy)) touched.add(id);
    }
  }
  const workloads = differing(old.workloads, now.workloads);
  // A port's name may have to be the same one in all pods of the cluster.
  if (namedPorts(workloads.removed) !== namedPorts(workloads.added)) return "all";
  for (const it of [...workloads.removed, ...workloads.added]) touched.add(it.id);
  for (const name of namespacesWithOtherLabels(old, now)) {
    for (const it of [...old.workloads, ...now.workloads]) if (it.namespace === name) touched.add(it.id);
  }
  return touched;
}

function namedPorts(workloads: readonly Workload[]): string {
  const texts = workloads.flatMap(({ id, ports }) =>
    ports.flatMap(({ name, number, protocol }) => (name === undefined ? [] : [`${id} ${name} ${number} ${protocol}`])),
  );
  return texts.sort().join("\n");
}

function sameSurroundings(a: Scope, b: Scope): boolean {
  const services = differing(a.services, b.services);
  return (
    areSame(differing(a.resources, b.resources)) &&
    sameObjects(services.removed, services.added) &&
    (a.unseen === b.unseen || unseenText(a.unseen) === unseenText(b.unseen))
  );
}

function areSame({ removed, added }: ReturnType<typeof differing>): boolean {
  return removed.length === 0 && added.length === 0;
}

function unseenText(unseen: readonly UnseenPods[]): string {
  return unseen
    .map(({ namespace, because, labels }) => `${namespace} ${because} ${[...(labels ?? [])].join()}`)
    .sort()
    .join("\n");
}

function sameObjects(a: readonly Service[], b: readonly Service[]): boolean {
  const known = new Set(a.map((it) => it.object));
  return a.length === b.length && b.every((it) => known.has(it.object));
}

/** Items of one list alone, at the cost of the stretch in which the lists differ. */
function differing<T>(
  a: readonly T[],
  b: readonly T[],
): { readonly removed: readonly T[]; readonly added: readonly T[] } {
  const { start, before, after } = stretchBetween(a, b);
  const [old, now] = [new Set(a.slice(start, before)), new Set(b.slice(start, after))];
  return { removed: [...old].filter((it) => !now.has(it)), added: [...now].filter((it) => !old.has(it)) };
}

function isAboutNodes({ reading }: Policy): boolean {
  return reading.parts.some((it) => it.subject.of === "nodes");
}

/** Those of both states; one that only one state has holds only workloads that the other does not have. */
function namespacesWithOtherLabels(a: Scope, b: Scope): string[] {
  if (a.namespaces === b.namespaces) return [];
  return [...b.namespaces.values()].flatMap(({ name, labels }) => {
    const old = a.namespaces.get(name)?.labels;
    if (old === undefined || old === labels) return [];
    const isSame = old.size === labels.size && [...labels].every(([key, value]) => old.get(key) === value);
    return isSame ? [] : [name];
  });
}
