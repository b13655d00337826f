/** DNS names and patterns that Cilium policies allow: what pods may look up, and what they may connect to. */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { atLeast } from "../../base/version.js";
import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import type { NamePattern } from "../../model/name-pattern.js";
import type { Policy } from "../../model/scope.js";
import { type CiliumItem, type CiliumSpec, ciliumPolicy, type FqdnSelector } from "../../systems/cilium/model.js";
import { namePattern } from "../../systems/cilium/name-pattern.js";
import { itemOf } from "../../systems/cilium/read.js";
import { allowsDns, listsPorts, mayReachResolver } from "../evidence/dns-rules.js";
import { mayShareSubjects, subjectsOf, type SubjectOf } from "../evidence/subjects.js";

/** The name or pattern as written. */
export function textOf({ matchName, matchPattern }: FqdnSelector): string {
  return matchName?.value ?? matchPattern?.value ?? "";
}

/** True for names of Services and pods of the cluster, where its domain is the usual one. */
export function isClusterName(text: string): boolean {
  return /\.(svc|cluster\.local)\.?$/i.test(text);
}

/** As the Cilium version in the settings reads it. */
export function patternOf(selector: FqdnSelector, view: View): NamePattern | undefined {
  return namePattern(selector, atLeast(ciliumVersionOf(view.settings), 1, 19));
}

/** Every list of DNS rules in the item. */
export function dnsLists(item: CiliumItem): readonly FqdnSelector[] {
  return (item.toPorts?.items ?? []).flatMap((it) => it.rules?.dns?.names ?? []);
}

/** Names that `toFQDNs` of the spec lists. */
export function fqdnsOf(spec: CiliumSpec): readonly FqdnSelector[] {
  return (spec.egress?.items ?? []).flatMap((item) =>
    item.peers.flatMap((peers) => (peers.type === "fqdns" ? peers.names : [])),
  );
}

/** What policies say about the names that the same pods may look up. */
interface LookedUp {
  readonly patterns: readonly NamePattern[];
  /** True when some rule allows queries without inspection. */
  readonly isOpen: boolean;
}

/**
 * What the selected pods may look up; undefined if they may look up every name, or if that is unknown. One answer for each
 * pod in this workspace; for other pods, the union over all policies that may select them.
 */
export function lookedUp(view: View, subject: SubjectOf): readonly (readonly NamePattern[])[] | undefined {
  const pods = view.selectedBy(subject.policy, subject.part);
  const groups =
    pods.length > 0
      ? pods.map((it) => view.policiesOn(it, "egress"))
      : [view.memo(speakersIn).filter((it) => subjectsOf(it).some((other) => mayShareSubjects(other, subject)))];
  const answers = groups.map((policies) => policies.map((it) => view.memo(lookedUpBy, it)));
  const inspected = answers.filter((it) => it.every(({ isOpen }) => !isOpen));
  const patterns = inspected.map((it) => it.flatMap(({ patterns }) => patterns)).filter((it) => it.length > 0);
  return patterns.length === 0 ? undefined : patterns;
}

/** Policies in effect that say anything about names to look up. */
function speakersIn(view: View): readonly Policy[] {
  return view.policies.filter((it) => {
    const { patterns, isOpen } = view.memo(lookedUpBy, it);
    return isOpen || patterns.length > 0;
  });
}

function lookedUpBy(policy: Policy, view: View): LookedUp {
  const allowances = view.allowances(policy).filter((it) => it.by.direction === "egress" && it.by.verdict === "allow");
  const namesOf = ({ by }: Allowance) => (ciliumPolicy(policy) === undefined ? [] : dnsLists(itemOf(by.reading)));
  return {
    patterns: allowances.flatMap(namesOf).flatMap((it) => patternOf(it, view) ?? []),
    isOpen: allowances.some(
      (it) =>
        namesOf(it).length === 0 &&
        allowsDns(it, view, ["UDP", "TCP"]) &&
        (listsPorts(it) || mayReachResolver(it, view)),
    ),
  };
}
