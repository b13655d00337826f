/** Names that `toFQDNs` allows, but that the DNS rules of the same pods do not (NP1515). */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { CiliumSpec, FqdnSelector } from "../../systems/cilium/model.js";
import type { NamePattern } from "../../model/name-pattern.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { fqdnsOf, isClusterName, lookedUp, patternOf, textOf } from "./dns-names.js";
import type { Policy } from "../../model/scope.js";

/** A name, and where its lookup could be allowed. */
export interface RefusedLookup {
  readonly at: Site;
  readonly name: FqdnSelector;
  /** The spec's own list of DNS rules. */
  readonly into: Site | undefined;
}

/** In the order written. */
export function* refusedLookups(policy: Policy, view: View): Iterable<RefusedLookup> {
  for (const subject of ciliumSubjects(policy)) {
    const names = fqdnsOf(subject.spec);
    const groups = names.length === 0 ? undefined : lookedUp(view, subject);
    if (groups === undefined) continue;
    for (const name of names) {
      // Cluster names cannot be reached this way at all, which another rule reports.
      if (isClusterName(textOf(name)) || groups.every((patterns) => mayLookUp(name, patterns, view))) continue;
      const written = name.matchName ?? name.matchPattern;
      if (written !== undefined) yield { at: written.at, name, into: ownList(subject.spec) };
    }
  }
}

/** A pattern that matches some of the names that may be looked up is fine: the DNS rules need not cover all of it. */
function mayLookUp(name: FqdnSelector, patterns: readonly NamePattern[], view: View): boolean {
  const own = patternOf(name, view);
  if (own === undefined || patterns.some((it) => it.covers(own.text))) return true;
  if (name.matchName !== undefined) return false;
  // Two patterns may have names in common without one covering the other.
  return patterns.some((it) => own.covers(it.text) || (it.text.includes("*") && mayMeet(own.text, it.text)));
}

/** False when no name can match both: they differ in the number of labels, or in text without `*`. */
function mayMeet(a: string, b: string): boolean {
  const [labelsA, labelsB] = [a.split("."), b.split(".")];
  const isDeep = labelsA[0] === "**" || labelsB[0] === "**";
  if (!isDeep && labelsA.length !== labelsB.length) return false;
  // From the end, where both are fixed. `*` is never more than one label, except for a leading `**`.
  const count = Math.min(labelsA.length, labelsB.length);
  return Array.from({ length: count }, (_, at) => [labelsA.at(-1 - at) ?? "", labelsB.at(-1 - at) ?? ""]).every(
    ([one = "", other = ""]) => one.includes("*") || other.includes("*") || one === other,
  );
}

/** The spec's own list of DNS rules, if it has just one. */
function ownList(spec: CiliumSpec): Site | undefined {
  const lists = (spec.egress?.items ?? []).flatMap((item) =>
    (item.toPorts?.items ?? []).flatMap((it) => (it.rules?.dns === undefined ? [] : [it.rules.dns.at])),
  );
  return lists.length === 1 ? lists[0] : undefined;
}
