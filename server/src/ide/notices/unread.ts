/** Policies of systems that netpol knows but does not read: in notices, and where they may change an answer. */

import type { End } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import type { Scope, UnreadPolicy, Workload } from "../../model/scope.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { Block } from "../types.js";
import { filesText } from "../words.js";

/** One notice for each system, for all scopes together. */
export function unreadNotices(snapshot: Snapshot): Notice[] {
  const policies = new Map<string, UnreadPolicy>();
  for (const scope of snapshot.scopes) {
    for (const it of scope.unreadPolicies) policies.set(`${it.file}:${it.line}:${it.name}`, it);
  }
  const bySystem = new Map<string, UnreadPolicy[]>();
  for (const it of policies.values()) bySystem.set(it.system, [...(bySystem.get(it.system) ?? []), it]);
  return [...bySystem].map(([system, own]) => ({
    message: `${system} policies are not read (${kindsText(own)} in ${filesText(own.map((it) => it.path))}); they may change what is allowed`,
    unread: { system, policies: own.map(({ kind, name, file, line }) => ({ kind, name, file, line })) },
  }));
}

/** Those that may select one of the ends: in its namespace, or in any. */
export function unreadAbout({ unreadPolicies }: Scope, ends: readonly End[]): readonly UnreadPolicy[] {
  const namespaces = ends.flatMap((it) => namespaceOf(it) ?? []);
  if (namespaces.length === 0) return [];
  return unreadPolicies.filter(({ namespace }) => namespace === undefined || namespaces.includes(namespace));
}

/** Undefined for an end that is not a pod. */
export function namespaceOf(end: End): string | undefined {
  if (end.type === "workload") return end.workload.namespace;
  return end.type === "pods" ? end.namespace : undefined;
}

/** For hovers: unread policies that may select one of the workloads. */
export function unreadBlocks(view: View, workloads: readonly Workload[]): Block[] {
  const ends = workloads.map((workload): End => ({ type: "workload", workload }));
  const policies = unreadAbout(view.scope, ends);
  if (policies.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { system } of policies) counts.set(system, (counts.get(system) ?? 0) + 1);
  const numbers = [...counts].map(([system, count]) => `${count} ${system} ${count === 1 ? "policy" : "policies"}`);
  return [
    {
      type: "text",
      text: `Not read, but may change this: ${numbers.join(" and ")} (${filesText(policies.map((it) => it.path))}).`,
    },
  ];
}

/** `2 GlobalNetworkPolicy, 1 NetworkPolicy`. */
function kindsText(policies: readonly UnreadPolicy[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of policies) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
}
