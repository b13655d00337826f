/**
 * Builds that make the same objects of different manifests, such as `kubernetes-manifests` beside `kustomize`: one cluster
 * has either the one or the other.
 */

import { memoize } from "../base/memoize.js";
import { sameSite, type Site } from "../base/source.js";
import { identityOf, type Member } from "./member.js";

type Members = readonly Member[];

/**
 * True if more than half of what the smaller one deploys is in the other one, too, from another manifest. Of two that
 * deploy nothing their policies decide, if they say for which namespaces they are. A single name that two applications
 * have in common is a mistake in one cluster (NP1618), and what both take from one manifest is shared on purpose.
 */
function areRivals(a: Objects, b: Objects): boolean {
  if (a.workloads.size > 0 || b.workloads.size > 0) return overlap(a.workloads, b.workloads, 1);
  return overlap(a.policies, b.policies, 2);
}

interface Objects {
  readonly workloads: Places;
  /** Those that name their namespace: without one, policies of many applications are called the same. */
  readonly policies: Places;
}

/** Identity → where it is written. */
type Places = ReadonlyMap<string, Site>;

const objectsOf = memoize((members: Members): Objects => {
  const workloads = new Map<string, Site>();
  const policies = new Map<string, Site>();
  for (const it of members) {
    const { object } = it;
    const key = identityOf(it);
    if (key === undefined) continue;
    if (object.type === "workload") workloads.set(key, object.meta.at);
    else if (object.type === "policy" && (it.namespace ?? object.meta.namespace) !== undefined)
      policies.set(key, object.meta.at);
  }
  return { workloads, policies };
});

function overlap(a: Places, b: Places, least: number): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const [key, at] of small) {
    const other = large.get(key);
    if (other !== undefined && !sameSite(at, other)) shared++;
  }
  return shared >= least && shared * 2 > small.size;
}

/** @returns For each build, those after it that are its rivals. */
export function rivalsAmong(builds: readonly Members[]): readonly (readonly number[])[] {
  const all = builds.map(objectsOf);
  const withKey = new Map<string, number[]>();
  return all.map((own, at) => {
    const met = new Set<number>();
    for (const key of [...own.workloads.keys(), ...own.policies.keys()]) {
      const known = withKey.get(key);
      if (known === undefined) withKey.set(key, [at]);
      else {
        for (const it of known) met.add(it);
        known.push(at);
      }
    }
    return [...met].filter((it) => areRivals(all[it] ?? own, own));
  });
}
