/** Calls from the API server to pods whose policies deny them (NP1901). */

import type { NeededConnection } from "../../analysis/needs.js";
import { neededOfAll } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import { hasPort, type Protocol } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import { allowListOf, peersOf, type PodsPeer, type PolicyPart } from "../../model/reading.js";
import { NAMESPACE_NAME, nameSite, type Policy, type Workload } from "../../model/scope.js";
import { type Labels, type LabelSelector, matchesAll } from "../../model/selector.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { subjectOfRule } from "../evidence/subjects.js";
import { rulesByCanonicalName } from "./canonical-name.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface KeptOutCall {
  readonly at: Site;
  readonly policy: Policy;
  readonly part: PolicyPart;
  readonly call: NeededConnection;
  /** False if a rule may allow it on some platform, or if the policies allow no ingress at all so far. */
  readonly isSure: boolean;
}

/** Each port of each workload once, at the policy that is closest to allowing it. */
export function* keptOutCalls(policy: Policy, view: View): Iterable<KeptOutCall> {
  const said = new Set<string>();
  for (const part of policy.reading.parts) {
    if (part.isolates.ingress === undefined) continue;
    for (const call of neededOfAll(view.selectedBy(policy, part), view)) {
      const key = `${call.to.id} ${call.port}`;
      if (call.caller !== "api-server" || said.has(key)) continue;
      said.add(key);
      const way = wayIn(call, view);
      if (way === "open" || nearestPolicy(call, view) !== policy) continue;
      const list = allowListOf(part, "ingress");
      const at = list === undefined ? nameSite(policy) : partOf(list.at, "key");
      const isSure = way === "closed" && rulesOn(call.to, view).length > 0;
      // Whether the program registers its webhooks shows in the cluster alone.
      if (call.isByPortName === true && !isSure) continue;
      yield { at, policy, part, call, isSure };
    }
  }
}

/**
 * `open`: a rule for the port, or for the Service's port by mistake, allows every peer, or addresses, nodes or entities that may
 * include the API server. `maybe`: a rule allows pods of the namespace from which the API server's tunnel connects on some
 * platforms (KS-23).
 */
function wayIn(call: NeededConnection, view: View): "open" | "maybe" | "closed" {
  const { namespace } = call.to;
  if (mayUnreadAllow(view, namespace)) {
    return "open";
  }
  const rules = [...rulesOn(call.to, view), ...rulesByCanonicalName(call.to, view)];
  const ways = rules.filter((it) => isForPort(it, call)).map((it) => wayOf(it, call, view));
  return ways.includes("open") ? "open" : ways.includes("maybe") ? "maybe" : "closed";
}

function wayOf(rule: Allowance, call: NeededConnection, view: View): "open" | "maybe" | "closed" {
  const peers = peersOf(rule.by.reading);
  if (rule.anyPeer || isRanked(rule.by.policy) || peers.some((it) => it.type !== "pods")) return "open";
  if (!isFor(rule, call.protocol, call.port)) return "closed";
  const tunnels = peers.map((it) => (it.type === "pods" ? tunnelOf(it, rule.by.policy, view) : "closed"));
  return tunnels.includes("open") ? "open" : tunnels.includes("maybe") ? "maybe" : "closed";
}

/** Labels of the pods through which the API server connects on AKS and GKE (KS-23). */
const TUNNELS: readonly Labels[] = [
  new Map([["app", "konnectivity-agent"]]),
  new Map([["k8s-app", "konnectivity-agent"]]),
];
const TUNNEL_NAMESPACE = "kube-system";

/**
 * Namespace labels that select everything on the host network on OpenShift, the API server too
 * (docs.openshift.com: Network policy, "Allowing traffic from the host network").
 */
const HOST_NETWORK: readonly Labels[] = [
  new Map([["policy-group.network.openshift.io/host-network", ""]]),
  new Map([["network.openshift.io/policy-group", "host-network"]]),
];

function tunnelOf({ selector, namespaces }: PodsPeer, { namespace }: Policy, view: View): "open" | "maybe" | "closed" {
  const isAnyPod = selector === undefined || selector.requirements.length === 0;
  if (isAnyPod && typeof namespaces !== "string" && HOST_NETWORK.some((it) => requiresOneOf(namespaces, it)))
    return "open";
  const own = view.scope.namespaces.get(TUNNEL_NAMESPACE)?.labels ?? new Map([[NAMESPACE_NAME, TUNNEL_NAMESPACE]]);
  const isThere =
    typeof namespaces === "string"
      ? namespaces === "any" || namespace === TUNNEL_NAMESPACE
      : matchesAll(namespaces, own);
  if (!isThere || !TUNNELS.some((it) => selector === undefined || matchesAll(selector, it))) return "closed";
  return isAnyPod ? "maybe" : "open";
}

/** True if the selector requires nothing but these labels, which it requires. */
function requiresOneOf(selector: LabelSelector, labels: Labels): boolean {
  return selector.requirements.length > 0 && matchesAll(selector, labels);
}

/** Rules that allow some ingress to the workload. */
export function rulesOn(workload: Workload, view: View): readonly Allowance[] {
  return view.memo(ingressRules, workload);
}

function ingressRules(workload: Workload, view: View): readonly Allowance[] {
  return view.policiesOn(workload, "ingress").flatMap((policy) =>
    view.allowances(policy).filter(({ by }) => {
      if (by.direction !== "ingress" || by.verdict !== "allow") return false;
      const part = subjectOfRule(by)?.part;
      return part !== undefined && view.selectedBy(policy, part).includes(workload);
    }),
  );
}

/** Where a connection arrives, and by which port of a Service. */
export type Target = Pick<NeededConnection, "to" | "port" | "protocol" | "servicePort">;

/** A rule for the Service's port is a slip, which NP1409 reports, unless the pods have another port of that number. */
function isForPort(rule: Allowance, { to, protocol, port, servicePort }: Target): boolean {
  if (isFor(rule, protocol, port)) return true;
  if (servicePort === undefined || to.ports.some((it) => it.number === servicePort)) return false;
  return isFor(rule, protocol, servicePort);
}

export function isFor({ traffic, conditional }: Allowance, protocol: Protocol, port: number): boolean {
  return [traffic, ...conditional.map((it) => it.traffic)].some((it) => hasPort(it, protocol, port));
}

/** Where a reader would look: a policy with a rule for the port, else one with rules, else any that isolates the pods. */
export function nearestPolicy(call: Target, view: View): Policy | undefined {
  const rules = rulesOn(call.to, view);
  const isolating = view.isolatedBy(call.to, "ingress");
  const score = (policy: Policy): number => {
    const own = rules.filter((it) => it.by.policy === policy);
    return own.some((it) => isForPort(it, call)) ? 2 : own.length > 0 ? 1 : 0;
  };
  let best: Policy | undefined;
  for (const it of isolating) if (best === undefined || score(it) > score(best)) best = it;
  return best;
}
