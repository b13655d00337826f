/** What the parts of a policy's hover share: what they are about, and the words for workloads and ports. */

import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import type { PodsPeer, PodsReading, RuleReading } from "../../model/reading.js";
import type { Policy, PolicyObject, Workload } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { conditionalText } from "../flows/flow-lines.js";
import { workloadLink } from "../links.js";
import type { Block } from "../types.js";
import { listOf, trafficText } from "../words.js";

export interface Hovered {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly policy: Policy;
}

export function text(words: string): Block {
  return { type: "text", text: words };
}

export function noneBecause(view: View): string {
  return view.scope.workloads.length === 0 ? "this workspace has no workloads" : "none in this workspace";
}

export function allowanceOf(view: View, policy: Policy, rule: RuleReading): Allowance | undefined {
  return view.allowances(policy).find((it) => it.by.at.node === rule.at.node && it.by.at.document === rule.at.document);
}

export function portsOf(allowance: Allowance): string {
  const parts = [trafficText(allowance.traffic)];
  for (const it of allowance.conditional) parts.push(conditionalText(it));
  if (allowance.namedPorts.length > 0)
    parts.push(`ports named ${allowance.namedPorts.map((it) => `\`${it}\``).join(", ")}`);
  const told = parts.filter((it) => it !== "nothing");
  return told.length === 0 ? "nothing" : told.join("; ");
}

/** Workloads that the peer would match if they did not use the host network. */
export function onHostNetwork(view: View, peer: PodsPeer, policy: Policy): readonly Workload[] {
  return matching(
    view.scope.workloads.filter((it) => it.hostNetwork),
    view,
    peer,
    policy,
  );
}

/** Workloads that match, but are in no build, because the kustomization beside them does not list their files. */
export function notBuilt({ snapshot, view, policy }: Hovered, pods: PodsReading): Block[] {
  const { unlisted = [], workloads } = view.scope;
  const known = new Set(workloads.map((it) => it.id));
  const found = matching(
    unlisted.filter((it) => !known.has(it.id)),
    view,
    pods,
    policy,
  );
  if (found.length === 0 || pods.others.length > 0) return [];
  const whom = linksText(snapshot, found, policy.namespace);
  const their = found.length === 1 ? "its file" : "their files";
  return [text(`Not counted: ${whom}, because no kustomization lists ${their}.`)];
}

function matching(
  workloads: readonly Workload[],
  view: View,
  { selector, namespaces }: PodsReading,
  policy: Policy,
): readonly Workload[] {
  const among =
    namespaces === "own"
      ? [policy.namespace ?? "default"]
      : namespaces === "any"
        ? undefined
        : view.namespacesMatching(namespaces);
  return workloads.filter(
    (it) =>
      (among === undefined || among.includes(it.namespace)) &&
      (selector === undefined || matchesAll(selector, it.labels)),
  );
}

export function linksText(
  snapshot: Snapshot,
  workloads: readonly Workload[],
  seenFrom: string | undefined,
  most = 6,
): string {
  return listOf(workloads, (it) => workloadLink(snapshot, it, seenFrom), most);
}

/** To whom a rule of the policy hands on that passes. */
export function passedTo(object: PolicyObject): string {
  return systemOf(object).words.passesTo ?? "the next tier";
}
