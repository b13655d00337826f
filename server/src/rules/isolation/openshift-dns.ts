/** Ports by which policies let queries out to OpenShift's DNS, and which of its own are missing (NP1208, KP-22). */

import type { Site } from "../../base/source.js";
import { hasPort, type Protocol } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type PodsReading, peersOf, termsOf } from "../../model/reading.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { OPENSHIFT_DNS_PORT } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, subjectsOf } from "../evidence/subjects.js";
import type { Policy } from "../../model/scope.js";

/** Where the cluster's DNS runs on OpenShift (KP-22). */
const NAMESPACE = "openshift-dns";
/** Where the Service takes queries. */
export const SERVICE_PORT = 53;

/** Items for the port of the Service in rules towards OpenShift's DNS, where the pods' port is not allowed too. */
export function* openshiftDnsPorts(policy: Policy, view: View): Iterable<DnsPort> {
  const { namespace, ports } = view.settings.dns;
  // Settings that say where it listens are right.
  if (namespace === NAMESPACE && !ports.includes(OPENSHIFT_DNS_PORT)) return;
  for (const allowance of view.allowances(policy)) {
    if (!isTowardsOpenshift(allowance)) continue;
    for (const written of dnsPortsOf(allowance)) {
      const missing = written.protocols.filter((it) => !admitted(allowance, it, view));
      if (missing.length > 0) yield { ...written, missing };
    }
  }
}

/** An item for the port of the Service. */
export interface DnsPort {
  readonly at: Site;
  readonly list: Site;
  /** As written. */
  readonly protocol: string | undefined;
  readonly protocols: readonly Protocol[];
  readonly isText: boolean;
  /** Those of them for which the pods' port is not allowed. */
  readonly missing: readonly Protocol[];
}

/** Items for port 53. */
function dnsPortsOf({ by: { reading } }: Allowance): Omit<DnsPort, "missing">[] {
  return reading.ports.flatMap(({ at: list, ports }) =>
    ports.flatMap(({ port, value, protocol, protocols, isText }) => {
      if (port === undefined || value !== SERVICE_PORT) return [];
      const asked = (["UDP", "TCP", "SCTP"] as const).filter((it) => protocols.includes(it));
      // Nobody looks names up over SCTP.
      const meant = asked.length > 1 ? asked.filter((it) => it !== "SCTP") : asked;
      return [{ at: port.at, list, protocol: protocol?.value, protocols: meant, isText }];
    }),
  );
}

/** True when the pods' port is admitted, by this rule or by another one towards the same namespace, or for everyone. */
function admitted({ by }: Allowance, protocol: Protocol, view: View): boolean {
  const subject = subjectsOf(by.policy).at(0);
  return (
    subject === undefined ||
    anyPolicyForSamePods(view, subject, (policy) =>
      view.allowances(policy).some((it) => (it.anyPeer || isTowardsOpenshift(it)) && passes(it, protocol)),
    )
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

/** By the name of the namespace, or by a label that is meant as one. */
function namesIt(pods: PodsReading): boolean {
  return termsOf(pods).some(
    ({ of, requirement: { key, operator, values } }) =>
      operator === "In" &&
      (of === "namespace" || key.value === "name" || isNamespaceKey(key.value)) &&
      values.some(({ value }) => value === NAMESPACE),
  );
}
