/** Pods with a sidecar of Istio or Linkerd whose egress rules cannot include its control plane (NP1217). */

import { hasLinkerd } from "../../analysis/meshes.js";
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
  readonly mesh: SidecarMesh;
  readonly workloads: readonly [Workload, ...Workload[]];
  /** False if no rule allows any egress so far: the rules may be elsewhere. */
  readonly hasRules: boolean;
}

export interface SidecarMesh {
  readonly name: "Istio" | "Linkerd";
  /** Of the control plane, the first of which is the usual one. None that applications use too. */
  readonly ports: readonly [number, ...number[]];
  readonly usualNamespace: string;
  /** A label of the control plane's pods, with any value where none is given. */
  readonly label: readonly [key: string, value?: string];
}

/** istio.io: "Ports used by Istio", for configuration and certificates, with and without TLS. */
const ISTIO: SidecarMesh = {
  name: "Istio",
  ports: [15012, 15010],
  usualNamespace: "istio-system",
  label: ["app", "istiod"],
};
/** Of `linkerd-dst`, in the manifests of the project's chart. */
const LINKERD: SidecarMesh = {
  name: "Linkerd",
  ports: [8086],
  usualNamespace: "linkerd",
  label: ["linkerd.io/control-plane-component"],
};

/** All workloads for which this policy is the first that would have to allow it, in one for each mesh. */
export function* cutOffSidecars(policy: Policy, view: View): Iterable<CutOffSidecars> {
  for (const mesh of view.memo(meshesInUse)) {
    const isCutOff = mesh === ISTIO ? isCutOffFromIstio : isCutOffFromLinkerd;
    for (const { at, workloads } of cutOffBy(policy, view, (it) => view.memo(isCutOff, it))) {
      yield { at, mesh, workloads, hasRules: allowsEgress(policy, view) };
    }
  }
}

/** Checked first, because most clusters have no mesh. */
function meshesInUse(view: View): readonly SidecarMesh[] {
  const { workloads } = view.scope;
  return [
    ...(workloads.some((it) => hasIstio(it, view)) ? [ISTIO] : []),
    ...(workloads.some((it) => hasLinkerd(it, view)) ? [LINKERD] : []),
  ];
}

/** Only the namespace puts it into all pods, and each may keep it out. Pods without a manifest may have such an annotation. */
function hasIstio({ object, labels, namespace, hostNetwork }: Workload, { scope }: View): boolean {
  if (hostNetwork || object.told === undefined || object.refusesProxy === true) return false;
  if (labels.get("sidecar.istio.io/inject") === "false") return false;
  const own = scope.namespaces.get(namespace)?.labels;
  if (own === undefined || own.get("istio.io/dataplane-mode") === "ambient") return false;
  const injection = own.get("istio-injection");
  return injection === "enabled" || (injection === undefined && own.has("istio.io/rev"));
}

function isCutOffFromIstio(workload: Workload, view: View): boolean {
  return hasIstio(workload, view) && isCutOff(workload, ISTIO, view);
}

function isCutOffFromLinkerd(workload: Workload, view: View): boolean {
  return hasLinkerd(workload, view) && isCutOff(workload, LINKERD, view);
}

function isCutOff(workload: Workload, mesh: SidecarMesh, view: View): boolean {
  if (mayUnreadAllow(view, workload.namespace, "egress")) return false;
  const policies = view.policiesOn(workload, "egress");
  if (policies.some(isRanked)) return false;
  return !policies.some((policy) => view.allowances(policy).some((it) => mayBeForControlPlane(it, mesh, view)));
}

function mayBeForControlPlane(allowance: Allowance, mesh: SidecarMesh, view: View): boolean {
  const { by, anyPeer, traffic, conditional, namedPorts } = allowance;
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  const isForPort = [traffic, ...conditional.map((it) => it.traffic)].some((it) =>
    mesh.ports.some((port) => hasPort(it, "TCP", port)),
  );
  if (!isForPort && namedPorts.length === 0) return false;
  // Whoever lists the port means the control plane, wherever it is.
  if (anyPeer || (isForPort && listsPorts(allowance))) return true;
  return peersOf(by.reading).some(
    (peer) =>
      peer.type !== "pods" ||
      controlPlanes(mesh, view).some((namespace) => mayMatch(peer, by.policy.namespace, { namespace }, view)),
  );
}

/** Namespaces of the control plane, by its pods or by usage. */
function controlPlanes({ label: [key, value], usualNamespace }: SidecarMesh, { scope }: View): readonly string[] {
  const found = scope.workloads
    .filter(({ labels }) => (value === undefined ? labels.has(key) : labels.get(key) === value))
    .map((it) => it.namespace);
  return [...new Set([...found, usualNamespace])];
}
