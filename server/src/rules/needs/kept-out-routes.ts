/** Backends of routes that Cilium's own Gateway or Ingress serves, but that no rule lets it reach (NP1906). */

import { neededOf, type NeededConnection } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import { listOf, peersOf, type PolicyPart } from "../../model/reading.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { isFor, nearestPolicy, rulesOn } from "./kept-out-calls.js";

export interface KeptOutRoute {
  readonly at: Site;
  readonly policy: Policy;
  readonly part: PolicyPart;
  readonly need: NeededConnection;
  readonly entity: string;
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
        if (entity === undefined || said.has(key)) continue;
        said.add(key);
        if (mayPass(need, entity, view) || nearestPolicy(need, view) !== policy) continue;
        const list = listOf(part, "ingress");
        const at = list === undefined ? nameSite(policy) : partOf(list.at, "key");
        yield { at, policy, part, need, entity, hasRules: rulesOn(workload, view).length > 0 };
      }
    }
  }
}

function mayPass({ to, protocol, port }: NeededConnection, entity: string, view: View): boolean {
  const from = { type: "entity", name: entity } as const;
  const isUnread = view.scope.unreadPolicies.some(
    (it) => it.mayAllow && (it.namespace === undefined || it.namespace === to.namespace),
  );
  if (isUnread || to.hostNetwork || hasBlockFor(to, protocol, port, view)) return true;
  return view.why(from, { type: "workload", workload: to }, protocol, port).verdict !== "denied";
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
