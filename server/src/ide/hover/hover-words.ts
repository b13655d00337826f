/** What the parts of a policy's hover share: what they are about, and the words for workloads and ports. */

import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import type { PodsPeer, RuleReading } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
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
export function onHostNetwork(view: View, { selector, namespaces }: PodsPeer, policy: Policy): readonly Workload[] {
  const among =
    namespaces === "own"
      ? [policy.namespace ?? "default"]
      : namespaces === "any"
        ? undefined
        : view.namespacesMatching(namespaces);
  return view.scope.workloads.filter(
    (it) =>
      it.hostNetwork &&
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
