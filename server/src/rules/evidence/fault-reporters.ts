/** Which rule reports an invalid value: exactly one, chosen by what the fault is about. */

import type { BadValue, ShapeProblem } from "../../model/shape-problem.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { isCilium } from "../words/shape-words.js";

/** The rule that reports whatever no other rule does. */
const REST = "refused-value";

/** Rule names by what a fault is about; whatever is not listed goes to the rule for the rest. */
const SAID_BY: Readonly<Record<string, string>> = {
  kind: "wrong-api-version",
  "API version": "wrong-api-version",
  label: "malformed-label",
  "selector operator": "selector-operator",
  peer: "empty-peer",
  "policy type": "unknown-policy-type",
  "port name": "quoted-port",
  port: "port-out-of-range",
  "last port": "end-port",
  protocol: "unknown-protocol",
  "addresses beside pods": "ip-block-with-selector",
  "CIDR block": "malformed-cidr",
  exception: "exception-outside-block",
  "host bits": "non-canonical-cidr",
  "kinds of peers": "two-peer-keys",
  "protocol of L7 rules": "l7-without-tcp",
  "named port": "named-port-matches-nothing",
  "name of a port": "named-port-matches-nothing",
  "domain name": "misread-domain-name",
  "domain names": "misread-domain-name",
};

/** The same for Cilium objects, for faults that other systems may have as well. */
const SAID_BY_OF_CILIUM: Readonly<Record<string, string>> = {
  subject: "policy-without-subject",
  rules: "policy-without-rules",
  "default deny": "policy-without-rules",
  "deny rule": "allow-field-in-deny-rule",
  "ICMP beside ports": "clashing-item-keys",
  "Services beside ports": "clashing-item-keys",
  version: "field-of-another-version",
  entity: "unknown-entity",
  range: "refused-address-range",
  "group name": "refused-address-range",
  "CIDR spelling": "refused-address-range",
  "DNS name": "malformed-dns-name",
  "ICMP type": "unknown-icmp-type",
  "address family": "unknown-icmp-type",
  "port text": "misread-cilium-port",
  "L7 rules": "misplaced-l7-rules",
  expression: "malformed-expression",
  "server name": "refused-server-name",
};

/** True for a fault that the rule with this name reports. */
export function isReportedBy(rule: string, problem: ShapeProblem): problem is BadValue {
  return problem.type === "bad-value" && saidBy(problem) === rule;
}

function saidBy(problem: BadValue): string {
  const { about } = problem.fault;
  if (Object.hasOwn(SAID_BY, about)) return SAID_BY[about] ?? REST;
  if (!isCilium(problem)) return REST;
  return (Object.hasOwn(SAID_BY_OF_CILIUM, about) ? SAID_BY_OF_CILIUM[about] : undefined) ?? REFUSED_BY_CILIUM.name;
}
