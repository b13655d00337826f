/** NP1208: DNS of OpenShift by the Service's port 53, where its pods listen on 5353. */

import type { Site } from "../../base/source.js";
import { hasPort, type Protocol } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type PodsReading, peersOf, termsOf } from "../../model/reading.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { OPENSHIFT_DNS_PORT } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, subjectsOf } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";

/** Where the cluster's DNS runs on OpenShift (KP-22). */
const NAMESPACE = "openshift-dns";

/** Where the Service takes queries. */
const SERVICE_PORT = 53;

export default defineRule({
  code: "NP1208",
  name: "openshift-dns-port",
  title: "OpenShift's DNS by port 53",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-22"],

  *check(policy, view) {
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
  },

  message: ({ missing }) =>
    `OpenShift's DNS pods listen on ${OPENSHIFT_DNS_PORT}: a rule for ${missing.length === 1 ? `${missing[0] ?? ""} ` : ""}${SERVICE_PORT} does not let lookups through`,
  note: () =>
    "Policies see the port at the pod, after the Service has replaced 53 by 5353; so names do not resolve, and what else is allowed cannot be found.",

  fixes: {
    "add-pod-port": {
      safety: "changes-traffic",
      fix: ({ list, protocol, isText }) => ({
        title: `Allow ${OPENSHIFT_DNS_PORT} too`,
        edit: (editor) =>
          editor.append(list, {
            ...(protocol === undefined ? {} : { protocol }),
            port: isText ? String(OPENSHIFT_DNS_PORT) : OPENSHIFT_DNS_PORT,
          }),
      }),
    },
  },
});

interface DnsPort {
  readonly at: Site;
  readonly list: Site;
  /** As written. */
  readonly protocol: string | undefined;
  readonly protocols: readonly Protocol[];
  readonly isText: boolean;
}

/** Items for port 53. */
function dnsPortsOf({ by: { reading } }: Allowance): DnsPort[] {
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
