/** Workloads with permissions on the Kubernetes API whose egress rules cannot include the API server (NP1908). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { peersOf, type PodsReading, type PolicyPart, termsOf } from "../../model/reading.js";
import type { Need, Policy, Workload } from "../../model/scope.js";
import { mayReachApiServer } from "../evidence/api-server-access.js";
import { bindingOf } from "../evidence/bound-accounts.js";
import { cutOffBy } from "../evidence/cut-off-egress.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

/** Of its Service, and of the API server behind it: with kubeadm, minikube and MicroK8s. */
const PORTS = [443, 6443, 8443, 16443] as const;

export interface OutOfReach {
  readonly at: Site;
  readonly policy: Policy;
  readonly part: PolicyPart;
  /** The first is the one that the binding is for. */
  readonly workloads: readonly [Workload, ...Workload[]];
  readonly binding: Need;
}

/** All workloads for which this policy is the first that would have to allow the API server, in one. */
export function* outOfReach(policy: Policy, view: View): Iterable<OutOfReach> {
  if (!view.memo(hasBindings)) return;
  for (const { at, part, workloads } of cutOffBy(policy, view, (it) => view.memo(isCutOff, it))) {
    const binding = bindingOf(workloads[0], view);
    if (binding !== undefined) yield { at, policy, part, workloads, binding };
  }
}

/** Checked first: few workspaces have bindings. */
function hasBindings({ scope }: View): boolean {
  return scope.needs.some((it) => it.object.accounts !== undefined);
}

function isCutOff(workload: Workload, view: View): boolean {
  if (workload.hostNetwork || bindingOf(workload, view) === undefined || mayBeAllowedUnread(workload, view))
    return false;
  const policies = view.policiesOn(workload, "egress");
  if (policies.some(isRanked)) return false;
  return !policies.some((policy) => view.allowances(policy).some(mayBeForApiServer));
}

/** A value of a selector that means the API server: on OpenShift it matches, elsewhere NP1212 reports it. */
const NAMES_IT = /api-?server/i;

/** Names of ports and of hosts say nothing of the API server, but may include it. */
function mayBeForApiServer(allowance: Allowance): boolean {
  const { by, namedPorts, conditional } = allowance;
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  const peers = peersOf(by.reading);
  if (peers.some((it) => it.type === "pods" && meansApiServer(it, by.policy))) return true;
  const arePods = peers.length > 0 && peers.every((it) => it.type === "pods");
  if (!arePods && (namedPorts.length > 0 || conditional.length > 0 || peers.some((it) => it.type === "name")))
    return true;
  return PORTS.some((it) => mayReachApiServer(allowance, it));
}

/** By its own labels or namespace, or from another namespace by that of its Service. */
function meansApiServer(pods: PodsReading, { namespace }: Policy): boolean {
  return termsOf(pods).some(({ of, requirement: { operator, values } }) => {
    if (operator !== "In") return false;
    const isOfService = (value: string): boolean =>
      of === "namespace" && value === "default" && namespace !== "default";
    return values.some((it) => NAMES_IT.test(it.value) || isOfService(it.value));
  });
}

function mayBeAllowedUnread({ namespace }: Workload, view: View): boolean {
  return mayUnreadAllow(view, namespace, "egress");
}
