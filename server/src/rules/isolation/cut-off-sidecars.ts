/** Pods with a sidecar of Istio whose egress rules cannot include Istio's control plane (NP1217). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import { peersOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { allowsEgress, cutOffBy } from "../evidence/cut-off-egress.js";
import { listsPorts } from "../evidence/dns-rules.js";
import { mayMatch } from "../evidence/may-match.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface CutOffSidecars {
  readonly at: Site;
  readonly workloads: readonly [Workload, ...Workload[]];
  /** False if no rule allows any egress so far: the rules may be elsewhere. */
  readonly hasRules: boolean;
}

/** Of the control plane (istio.io: "Ports used by Istio"): for configuration and certificates, with and without TLS. */
const PORTS = [15012, 15010] as const;
const USUAL_NAMESPACE = "istio-system";

/** All workloads for which this policy is the first that would have to allow it, in one. */
export function* cutOffSidecars(policy: Policy, view: View): Iterable<CutOffSidecars> {
  if (!view.memo(hasSidecars)) return;
  for (const { at, workloads } of cutOffBy(policy, view, (it) => view.memo(isCutOff, it))) {
    yield { at, workloads, hasRules: allowsEgress(policy, view) };
  }
}

/** Checked first, because most clusters have no mesh. */
function hasSidecars(view: View): boolean {
  return view.scope.workloads.some((it) => hasSidecar(it, view));
}

/** Only the namespace puts it into all pods, and each may keep it out. Pods without a manifest may have such an annotation. */
function hasSidecar({ object, labels, namespace, hostNetwork }: Workload, { scope }: View): boolean {
  if (hostNetwork || object.told === undefined || object.refusesProxy === true) return false;
  if (labels.get("sidecar.istio.io/inject") === "false") return false;
  const own = scope.namespaces.get(namespace)?.labels;
  if (own === undefined || own.get("istio.io/dataplane-mode") === "ambient") return false;
  const injection = own.get("istio-injection");
  return injection === "enabled" || (injection === undefined && own.has("istio.io/rev"));
}

function isCutOff(workload: Workload, view: View): boolean {
  if (!hasSidecar(workload, view) || mayUnreadAllow(view, workload.namespace, "egress")) return false;
  const policies = view.policiesOn(workload, "egress");
  if (policies.some(isRanked)) return false;
  return !policies.some((policy) => view.allowances(policy).some((it) => mayBeForControlPlane(it, view)));
}

function mayBeForControlPlane(allowance: Allowance, view: View): boolean {
  const { by, anyPeer, traffic, conditional, namedPorts } = allowance;
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  const isForPort = [traffic, ...conditional.map((it) => it.traffic)].some((it) =>
    PORTS.some((port) => hasPort(it, "TCP", port)),
  );
  if (!isForPort && namedPorts.length === 0) return false;
  // Whoever lists the port means the control plane, wherever it is.
  if (anyPeer || (isForPort && listsPorts(allowance))) return true;
  const namespaces = view.memo(controlPlanes);
  return peersOf(by.reading).some(
    (peer) =>
      peer.type !== "pods" || namespaces.some((namespace) => mayMatch(peer, by.policy.namespace, { namespace }, view)),
  );
}

/** Namespaces of Istio's control plane, by its pods or by usage. */
function controlPlanes({ scope }: View): readonly string[] {
  const found = scope.workloads.filter((it) => it.labels.get("app") === "istiod").map((it) => it.namespace);
  return [...new Set([...found, USUAL_NAMESPACE])];
}
