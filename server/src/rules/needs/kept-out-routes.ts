/** Backends of routes that no rule lets Cilium's own proxy reach, or a controller in any other namespace (NP1906). */

import { NAME_KEYS } from "../../analysis/callers.js";
import { neededOfAll, type NeededConnection } from "../../analysis/needs.js";
import { mayServe } from "../../analysis/router-classes.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import { allowListOf, peersOf, type PeerReading, type PolicyPart } from "../../model/reading.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { areAllPodsKnown } from "../evidence/known-pods.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { isFor, nearestPolicy, rulesOn } from "./kept-out-calls.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface KeptOutRoute {
  readonly at: Site;
  readonly policy: Policy;
  readonly part: PolicyPart;
  readonly need: NeededConnection;
  /** What Cilium's proxy is for policies; undefined: no rule allows any other namespace than the backend's own. */
  readonly entity: string | undefined;
  /** For whom some rule allows the port: pods of the backend's `namespace`, or `applications` that serve no routes. */
  readonly allowed: "namespace" | "applications" | undefined;
  /** False if the policies of the pods allow no ingress at all so far. */
  readonly hasRules: boolean;
}

/** Each port of each workload once, at the policy that is closest to allowing it. */
export function* keptOutRoutes(policy: Policy, view: View): Iterable<KeptOutRoute> {
  const said = new Set<string>();
  for (const part of policy.reading.parts) {
    if (part.isolates.ingress === undefined) continue;
    for (const need of neededOfAll(view.selectedBy(policy, part), view)) {
      const { entity } = need;
      const key = `${need.to.id} ${need.port}`;
      if (need.caller !== "router" || said.has(key)) continue;
      said.add(key);
      const passes = entity === undefined ? mayPassElse(need, view) : mayPass(need, entity, view);
      if (passes || nearestPolicy(need, view) !== policy) continue;
      const list = allowListOf(part, "ingress");
      const at = list === undefined ? nameSite(policy) : partOf(list.at, "key");
      const rules = rulesOn(need.to, view);
      const peers = rules.filter((it) => isFor(it, need.protocol, need.port)).flatMap((it) => peersOf(it.by.reading));
      const allowed = peers.length === 0 ? undefined : peers.every(isOwn) ? "namespace" : "applications";
      yield { at, policy, part, need, entity, allowed, hasRules: rules.length > 0 };
    }
  }
}

function mayPass({ to, protocol, port }: NeededConnection, entity: string, view: View): boolean {
  const from = { type: "entity", name: entity } as const;
  if (isUnread(to, view) || to.hostNetwork || hasBlockFor(to, protocol, port, view)) return true;
  return view.why(from, { type: "workload", workload: to }, protocol, port).verdict !== "denied";
}

/**
 * For a controller that is not in this workspace: true unless no rule allows the port, or only for pods that are not the controller's.
 * If it is in the workspace, the connection is a need of its own.
 */
function mayPassElse({ from, to, protocol, port, products }: NeededConnection, view: View): boolean {
  if (from.length > 0 || to.hostNetwork || isUnread(to, view) || view.policiesOn(to, "ingress").some(isRanked))
    return true;
  const all = rulesOn(to, view);
  // Policies that allow nothing at all say nothing of who is meant to connect.
  if (all.length === 0 || all.some((it) => it.namedPorts.length > 0)) return true;
  const rules = all.filter((it) => isFor(it, protocol, port));
  if (rules.some((it) => it.anyPeer)) return true;
  return rules
    .flatMap((it) => peersOf(it.by.reading))
    .some(
      (it) =>
        !(products !== undefined && isOtherApplication(it)) && !(isOwn(it) && areAllPodsKnown(view, to.namespace)),
    );
}

function isOwn(peer: PeerReading): boolean {
  return peer.type === "pods" && peer.namespaces === "own";
}

/** Pods that their labels name, and that serve no Ingress and no route by this name. */
function isOtherApplication(peer: PeerReading): boolean {
  if (peer.type !== "pods") return false;
  const names = (peer.selector?.requirements ?? []).filter(
    ({ key, operator }) => operator === "In" && NAME_KEYS.includes(key.value.replace(/^(?:k8s|any):/, "")),
  );
  return names.length > 0 && names.every(({ values }) => values.every((it) => !mayServe(it.value)));
}

function isUnread({ namespace }: Workload, view: View): boolean {
  return mayUnreadAllow(view, namespace);
}

/** Whether a NetworkPolicy allows addresses on the port: they may include the cluster's own. */
function hasBlockFor(to: Workload, protocol: NeededConnection["protocol"], port: number, view: View): boolean {
  return rulesOn(to, view).some(
    (it) =>
      isFor(it, protocol, port) &&
      systemOf(it.by.policy.object).id !== "cilium" &&
      (it.anyPeer || peersOf(it.by.reading).some((peer) => peer.type !== "pods")),
  );
}
