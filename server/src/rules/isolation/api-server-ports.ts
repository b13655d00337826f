/** Egress rules for the API server that list the port of its Service, not the one that policies see (NP1213). */

import type { Sourced } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { type PeerReading, peersOf, type PortList, type PortReading } from "../../model/reading.js";
import type { Policy, Service } from "../../model/scope.js";
import { mayReachApiServer } from "../evidence/api-server-access.js";
import { bindingOf } from "../evidence/bound-accounts.js";
import { anyPolicyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { SERVICE_NAMESPACE } from "./api-server-peers.js";

/** The port of the API server in most self-managed clusters (KP-44). */
const USUAL_PORT = 6443;
const SERVICE_PORT = 443;
/** Names of policies for the API server. An application may have its own API server. */
const FOR_API_SERVER = /(^|[^a-z])(kube|k8s|kubernetes)[-_.]?api([-_.]?server)?([^a-z]|$)/i;

export interface OnlyServicePort {
  readonly port: PortReading & { readonly port: Sourced<number | string> };
  readonly list: PortList;
  /** The port that policies see. */
  readonly target: number;
  /** The Service `kubernetes`, if a manifest says which port it is. */
  readonly service: Service | undefined;
}

/** One per rule. */
export function* onlyServicePorts(policy: Policy, view: View): Iterable<OnlyServicePort> {
  if (view.seesServices) return;
  const service = view.memo(apiServerService);
  const target = service === undefined ? USUAL_PORT : targetOf(service);
  if (target === undefined || target === SERVICE_PORT) return;
  for (const subject of subjectsOf(policy)) {
    for (const allowance of view.allowances(policy)) {
      const { reading, direction, verdict } = allowance.by;
      if (direction !== "egress" || verdict !== "allow" || !subject.part.rules.includes(reading)) continue;
      const found = portOf(allowance);
      if (found === undefined || hasPort(allowance.traffic, "TCP", target)) continue;
      if (!isForApiServer(allowance, subject, service, view) || reachesOtherwise(subject, target, view)) continue;
      yield { ...found, target, service };
    }
  }
}

function apiServerService({ scope }: View): Service | undefined {
  return scope.services.find((it) => it.name === "kubernetes" && it.namespace === SERVICE_NAMESPACE);
}

function targetOf({ object: { ports } }: Service): number | undefined {
  const target = ports.find((it) => it.port === SERVICE_PORT)?.targetPort;
  return typeof target === "number" ? target : undefined;
}

/** The list item for port 443. */
function portOf({ by: { reading } }: Allowance): Pick<OnlyServicePort, "port" | "list"> | undefined {
  for (const list of reading.ports) {
    for (const it of list.ports) {
      const { port } = it;
      if (port !== undefined && it.value === SERVICE_PORT && it.endPort === undefined && it.protocols.includes("TCP")) {
        return { list, port: { ...it, port } };
      }
    }
  }
  return undefined;
}

function isForApiServer(
  allowance: Allowance,
  { policy, part }: SubjectOf,
  service: Service | undefined,
  view: View,
): boolean {
  const peers = peersOf(allowance.by.reading);
  if (peers.some((it) => it.type === "entity" && it.name.value === "kube-apiserver")) return true;
  if (!allowance.anyPeer && !(peers.length > 0 && peers.every(isEverywhere))) return false;
  if (FOR_API_SERVER.test(policy.name) || FOR_API_SERVER.test(part.description?.value ?? "")) return true;
  const pods = view.selectedBy(policy, part);
  if (pods.some((it) => bindingOf(it, view) !== undefined)) return true;
  // A pod with its own service account usually talks to the API server.
  return service !== undefined && pods.some((it) => it.serviceAccount !== undefined && it.serviceAccount !== "default");
}

function isEverywhere(peer: PeerReading): boolean {
  const parsed = peer.type === "block" ? parseCidr(peer.cidr.value) : undefined;
  return parsed?.ok === true && isWholeFamily(parsed.cidr);
}

/** True if another rule for the same pods allows the port to something that may be the API server. */
function reachesOtherwise(subject: SubjectOf, target: number, view: View): boolean {
  const allows = (policy: Policy): boolean => view.allowances(policy).some((it) => mayReachApiServer(it, target));
  const pods = view.selectedBy(subject.policy, subject.part);
  return pods.length > 0
    ? pods.every((pod) => view.policiesOn(pod, "egress").some(allows))
    : anyPolicyForSamePods(view, subject, allows) === "tied";
}
