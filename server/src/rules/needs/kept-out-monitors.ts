/** Metrics that a ServiceMonitor or PodMonitor is for, which no rule lets a Prometheus elsewhere read (NP1905). */

import { monitorsIn } from "../../analysis/callers.js";
import { neededOfAll, type NeededConnection } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { allowListOf, peersOf, type PeerReading, type PodsPeer, type PolicyPart } from "../../model/reading.js";
import { NAMESPACE_NAME, nameSite, type Policy } from "../../model/scope.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { isFor, nearestPolicy, rulesOn } from "./kept-out-calls.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface UnreadMetrics {
  readonly at: Site;
  readonly policy: Policy;
  readonly part: PolicyPart;
  readonly need: NeededConnection;
  /**
   * `closed`: no rule allows the port. `others`: rules allow it to other peers only. `platform`: to the Prometheus that scrapes the
   * platform's own namespaces only. `nothing`: no rule allows any ingress.
   */
  readonly way: "closed" | "others" | "platform" | "nothing";
}

/** Each port of each workload once, at the policy that is closest to allowing it. */
export function* unreadMetrics(policy: Policy, view: View): Iterable<UnreadMetrics> {
  const said = new Set<string>();
  for (const part of policy.reading.parts) {
    if (part.isolates.ingress === undefined) continue;
    for (const need of neededOfAll(view.selectedBy(policy, part), view)) {
      const key = `${need.to.id} ${need.port}`;
      // NP1902 reports on a Prometheus of this workspace.
      if (need.caller !== "monitor" || need.from.length > 0 || said.has(key)) continue;
      said.add(key);
      const way = wayOf(need, view);
      if (way === "open" || (need.isAnnotated === true && !isToldApart(need, way, view))) continue;
      if (nearestPolicy(need, view) !== policy) continue;
      const list = allowListOf(part, "ingress");
      yield { at: list === undefined ? nameSite(policy) : partOf(list.at, "key"), policy, part, need, way };
    }
  }
}

/**
 * Annotations are often there whether something reads the metrics or not. That they were overlooked is told by rules that allow other ports
 * or only some pods of the namespace, or by a Prometheus of this workspace in another one.
 */
function isToldApart(need: NeededConnection, way: UnreadMetrics["way"], view: View): boolean {
  if (way !== "others") return way === "closed";
  const monitors = monitorsIn(view);
  const to = { type: "workload", workload: need.to } as const;
  const isAllowed = monitors.some(
    (it) => view.why({ type: "workload", workload: it }, to, need.protocol, need.port).verdict !== "denied",
  );
  if (isAllowed) return false;
  return (
    monitors.some((it) => !it.hostNetwork && it.namespace !== need.to.namespace) ||
    !rulesOn(need.to, view).some((it) => isFor(it, need.protocol, need.port) && peersOf(it.by.reading).some(isAnyOfOwn))
  );
}

function isAnyOfOwn(peer: PeerReading): boolean {
  return peer.type === "pods" && peer.namespaces === "own" && (peer.selector?.requirements ?? []).length === 0;
}

function wayOf(need: NeededConnection, view: View): UnreadMetrics["way"] | "open" {
  const { namespace } = need.to;
  const isUnread = mayUnreadAllow(view, namespace);
  const rules = rulesOn(need.to, view);
  if (isUnread || MONITOR.test(namespace) || rules.some((it) => isRanked(it.by.policy) || it.namedPorts.length > 0)) {
    return "open";
  }
  if (rules.length === 0) return "nothing";
  const own = rules.filter((it) => isFor(it, need.protocol, need.port));
  if (own.length === 0) return "closed";
  const monitors = own.filter(isForMonitor);
  if (monitors.length === 0) return "others";
  return isOfUsers(namespace, view) && monitors.every(isForPlatform) ? "platform" : "open";
}

/**
 * On OpenShift, the Prometheus in `openshift-monitoring` scrapes namespaces with this label, and the one in
 * `openshift-user-workload-monitoring` the others.
 */
const PLATFORM_LABEL = "openshift.io/cluster-monitoring";
const PLATFORM_MONITOR = "openshift-monitoring";

/** Only for a namespace with a manifest: labels are also set by hand. */
function isOfUsers(namespace: string, { scope }: View): boolean {
  const it = scope.namespaces.get(namespace);
  return it?.object !== undefined && !namespace.startsWith("openshift-") && !it.labels.has(PLATFORM_LABEL);
}

function isForPlatform({ anyPeer, by }: Allowance): boolean {
  const peers = peersOf(by.reading).filter(mayBeMonitor);
  return !anyPeer && peers.every((it) => it.type === "pods" && isInPlatformMonitor(it));
}

function isInPlatformMonitor({ namespaces }: PodsPeer): boolean {
  return (
    typeof namespaces !== "string" &&
    namespaces.requirements.some(
      ({ key, operator, values }) =>
        key.value === NAMESPACE_NAME && operator === "In" && values.every((it) => it.value === PLATFORM_MONITOR),
    )
  );
}

/** Names that people give to monitoring, its namespace and its labels. */
const MONITOR = /prom|monitor|metric|scrap|observ|grafana|alloy|agent|collector|otel|telemetry|victoria|mimir|datadog/i;
/** Labels that identify pods. */
const IDENTITY = new Set([
  "app",
  "app.kubernetes.io/name",
  "name",
  "k8s-app",
  "control-plane",
  "app.kubernetes.io/part-of",
]);

function isForMonitor({ anyPeer, by }: Allowance): boolean {
  return anyPeer || peersOf(by.reading).some(mayBeMonitor);
}

function mayBeMonitor(peer: PeerReading): boolean {
  if (peer.type !== "pods") return true;
  return !isOtherNamespace(peer) && !isOtherPods(peer);
}

function isOtherNamespace({ namespaces }: PodsPeer): boolean {
  if (typeof namespaces === "string") return namespaces === "own";
  return namespaces.requirements.some(
    ({ key, operator, values }) =>
      key.value === NAMESPACE_NAME && operator === "In" && !values.some((it) => MONITOR.test(it.value)),
  );
}

function isOtherPods({ selector }: PodsPeer): boolean {
  return (selector?.requirements ?? []).some(
    ({ key, operator, values }) =>
      IDENTITY.has(key.value) && operator === "In" && !values.some((it) => MONITOR.test(it.value)),
  );
}
