/** Scaffolds that allow pods to reach cluster DNS. */

import type { View } from "../../analysis/view.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { Labels } from "../../model/selector.js";
import { letsResolve, selectsAll } from "./default-deny.js";
import { freeName, type Ground, type Scaffold } from "./scaffold.js";
import { allowDns } from "./written-policies.js";

/** For the policy's pods. None for several subjects, which one policy cannot select, and none where DNS is allowed. */
export function policyDns(policy: Policy, ground: Ground): Scaffold[] {
  if (policy.reading.parts.length > 1) return [];
  const { view, namespace } = ground;
  const subject = subjectOf(policy);
  const isSame = subject.size > 0 || selectsAll(policy);
  const pods = isSame ? view.selectedBy(policy) : podsIn(view, namespace);
  if (pods.length > 0) return dnsFor(pods, subject, policy.name, ground);
  // For pods that are not in this workspace, the policy itself decides.
  const isIsolated = isSame && view.isolates(policy).egress;
  return isIsolated && letsResolve(policy, view) ? [] : [dnsScaffold(ground, subject, policy.name, isIsolated)];
}

export function dnsFor(pods: readonly Workload[], subject: Labels, name: string, ground: Ground): Scaffold[] {
  const reach = pods.map((it) => ground.view.dns(it));
  if (reach.every((it) => it.isolated && it.udp && it.tcp)) return [];
  return [
    dnsScaffold(
      ground,
      subject,
      name,
      reach.every((it) => it.isolated),
    ),
  ];
}

function podsIn(view: View, namespace: string): Workload[] {
  return view.scope.workloads.filter((it) => it.namespace === namespace && !it.hostNetwork);
}

function dnsScaffold(
  { view, namespace, writer }: Ground,
  subject: Labels,
  name: string,
  isIsolated: boolean,
): Scaffold {
  const whose = subject.size === 0 ? `all pods in \`${namespace}\`` : `the pods of \`${name}\``;
  return {
    id: "allow-dns",
    // The first egress policy restricts what was open before, so the title says so.
    title: isIsolated ? `Allow DNS for ${whose}` : `Restrict egress from ${whose} to DNS only`,
    fileName: "allow-dns.yaml",
    policies: () => [
      allowDns(writer, { namespace, name: freeName(view, namespace, "allow-dns") }, subject, view.settings.dns),
    ],
  };
}

/** The subject's labels; for an expression, which labels cannot replace, none: all pods. */
function subjectOf({ reading }: Policy): Labels {
  const subject = reading.parts[0]?.subject;
  const requirements = [...(subject?.selector?.requirements ?? []), ...(subject?.others ?? [])];
  if (requirements.some((it) => it.written !== "matchLabels")) return new Map();
  return new Map(requirements.map((it) => [it.key.value, it.values[0]?.value ?? ""]));
}
