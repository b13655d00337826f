/** Ports that policies allow to OpenShift's DNS, and which of the DNS pods' own ports are missing (NP1208, KP-22). */

import type { Site } from "../../base/source.js";
import { hasPort, type Protocol } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type PodsReading, type PortList, peersOf, termsOf } from "../../model/reading.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { OPENSHIFT_DNS_PORT } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, subjectsOf } from "../evidence/subjects.js";
import type { Policy } from "../../model/scope.js";

/** The namespace of the cluster's DNS on OpenShift (KP-22). */
const NAMESPACE = "openshift-dns";
/** The port of the Service. */
export const SERVICE_PORT = 53;

/** List items for the port of the Service in rules for OpenShift's DNS, if the pods' port is not allowed too. */
export function* openshiftDnsPorts(policy: Policy, view: View): Iterable<DnsPort> {
  const { namespace, ports } = view.settings.dns;
  // The settings know better where it listens.
  if (namespace === NAMESPACE && !ports.includes(OPENSHIFT_DNS_PORT)) return;
  const isHere = isOnOpenshift(policy, view);
  for (const allowance of view.allowances(policy)) {
    const isNamed = isTowardsOpenshift(allowance);
    if (!isNamed && !(isHere && isForEveryone(allowance))) continue;
    for (const written of dnsPortsOf(allowance)) {
      const ways = new Map(written.protocols.map((it) => [it, allowedBy(allowance, it, view)]));
      const missing = written.protocols.filter((it) => ways.get(it) !== "tied");
      const isSure = isNamed && missing.every((it) => ways.get(it) === "none");
      if (missing.length > 0) yield { ...written, missing, isNamed, isSure };
    }
  }
}

/** True where the policy's namespace has an object that only OpenShift has. */
function isOnOpenshift({ namespace }: Policy, view: View): boolean {
  return namespace !== undefined && view.memo(openshiftNamespaces).has(namespace);
}

function openshiftNamespaces({ scope }: View): ReadonlySet<string> {
  const routes = scope.needs.filter((it) => it.object.kind === "Route");
  const configs = scope.workloads.filter((it) => it.kind === "DeploymentConfig");
  return new Set([...routes, ...configs].map((it) => it.namespace));
}

/** Every peer, or every pod of every namespace: the DNS pods are among them, wherever they are. */
function isForEveryone({ anyPeer, by: { reading, verdict, direction } }: Allowance): boolean {
  if (verdict !== "allow" || direction !== "egress") return false;
  return (
    anyPeer || peersOf(reading).some((it) => it.type === "pods" && it.namespaces !== "own" && termsOf(it).length === 0)
  );
}

/** A list item for the port of the Service. */
export interface DnsPort {
  readonly at: Site;
  readonly list: PortList;
  /** As written. */
  readonly protocol: string | undefined;
  readonly protocols: readonly Protocol[];
  /** The protocols for which the pods' port is not allowed. */
  readonly missing: readonly Protocol[];
  /** True where the rule names OpenShift's DNS, false where other objects tell that the cluster is OpenShift. */
  readonly isNamed: boolean;
  /** False where other objects tell that it is OpenShift, or a policy in a file that nothing ties allows the pods' port. */
  readonly isSure: boolean;
}

/** Items for port 53. */
function dnsPortsOf({ by: { reading } }: Allowance): Omit<DnsPort, "missing" | "isNamed" | "isSure">[] {
  return reading.ports.flatMap((list) =>
    list.ports.flatMap(({ port, value, protocol, protocols }) => {
      if (port === undefined || value !== SERVICE_PORT) return [];
      const asked = (["UDP", "TCP", "SCTP"] as const).filter((it) => protocols.includes(it));
      // DNS does not use SCTP.
      const meant = asked.length > 1 ? asked.filter((it) => it !== "SCTP") : asked;
      return [{ at: port.at, list, protocol: protocol?.value, protocols: meant }];
    }),
  );
}

/** Whether the pods' port is allowed, by this rule or by another one for the same namespace, or for everyone. */
function allowedBy({ by }: Allowance, protocol: Protocol, view: View): ReturnType<typeof anyPolicyForSamePods> {
  const subject = subjectsOf(by.policy).at(0);
  if (subject === undefined) return "tied";
  return anyPolicyForSamePods(view, subject, (policy) =>
    view.allowances(policy).some((it) => (isForEveryone(it) || isTowardsOpenshift(it)) && passes(it, protocol)),
  );
}

function passes({ by, traffic, conditional }: Allowance, protocol: Protocol): boolean {
  return (
    by.direction === "egress" &&
    by.verdict === "allow" &&
    [traffic, ...conditional.map((it) => it.traffic)].some((it) => hasPort(it, protocol, OPENSHIFT_DNS_PORT))
  );
}

function isTowardsOpenshift({ by: { reading, verdict, direction } }: Allowance): boolean {
  if (verdict !== "allow" || direction !== "egress") return false;
  return peersOf(reading).some((it) => it.type === "pods" && namesIt(it));
}

/** By the name of the namespace, or by a label that is meant to be its name. */
function namesIt(pods: PodsReading): boolean {
  return termsOf(pods).some(
    ({ of, requirement: { key, operator, values } }) =>
      operator === "In" &&
      (of === "namespace" || key.value === "name" || isNamespaceKey(key.value)) &&
      values.some(({ value }) => value === NAMESPACE),
  );
}
