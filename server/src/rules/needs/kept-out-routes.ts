/** Backends of routes that no rule lets Cilium's own proxy reach, or a controller in any other namespace (NP1906). */

import { neededOf, type NeededConnection } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import { allowListOf, peersOf, type PolicyPart } from "../../model/reading.js";
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
  /** True if some rule allows the port. */
  readonly isAllowed: boolean;
  /** False if the policies of the pods allow no ingress at all so far. */
  readonly hasRules: boolean;
}

/** Each port of each workload once, at the policy that is closest to allowing it. */
export function* keptOutRoutes(policy: Policy, view: View): Iterable<KeptOutRoute> {
  const said = new Set<string>();
  for (const part of policy.reading.parts) {
    if (part.isolates.ingress === undefined) continue;
    for (const workload of view.selectedBy(policy, part)) {
      for (const need of neededOf(workload, view)) {
        const { entity } = need;
        const key = `${workload.id} ${need.port}`;
        if (need.caller !== "router" || said.has(key)) continue;
        said.add(key);
        const passes = entity === undefined ? mayPassElse(need, view) : mayPass(need, entity, view);
        if (passes || nearestPolicy(need, view) !== policy) continue;
        const list = allowListOf(part, "ingress");
        const at = list === undefined ? nameSite(policy) : partOf(list.at, "key");
        const rules = rulesOn(workload, view);
        const isAllowed = rules.some((it) => isFor(it, need.protocol, need.port));
        yield { at, policy, part, need, entity, isAllowed, hasRules: rules.length > 0 };
      }
    }
  }
}

function mayPass({ to, protocol, port }: NeededConnection, entity: string, view: View): boolean {
  const from = { type: "entity", name: entity } as const;
  if (isUnread(to, view) || to.hostNetwork || hasBlockFor(to, protocol, port, view)) return true;
  return view.why(from, { type: "workload", workload: to }, protocol, port).verdict !== "denied";
}

/**
 * For a controller that is not in this workspace: true unless no rule allows the port, or only for pods of the backend's own namespace, in
 * which all pods are known, so that none of them is the controller. If it is in the workspace, the connection is a need of its own.
 */
function mayPassElse({ from, to, protocol, port }: NeededConnection, view: View): boolean {
  if (from.length > 0 || to.hostNetwork || isUnread(to, view) || view.policiesOn(to, "ingress").some(isRanked))
    return true;
  const all = rulesOn(to, view);
  // Policies that allow nothing at all say nothing of who is meant to connect.
  if (all.length === 0 || all.some((it) => it.namedPorts.length > 0)) return true;
  const rules = all.filter((it) => isFor(it, protocol, port));
  if (rules.length > 0 && !areAllPodsKnown(view, to.namespace)) return true;
  return rules.some(
    (it) => it.anyPeer || peersOf(it.by.reading).some((peer) => peer.type !== "pods" || peer.namespaces !== "own"),
  );
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
