/** Why a rule does not match a connection, in words: what the rule requires, then what the connection has. */

import type { FailedCondition } from "../../analysis/failed-conditions.js";
import type { End } from "../../engine/answers.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import type { BlockPeer, PeerReading, PortReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { requirementText } from "../../model/selector.js";
import type { ContainerPort } from "../../model/workload.js";
import { systemOf } from "../../systems/kinds.js";
import { blockText } from "../peer-words.js";
import { endText, listText } from "../words.js";
import type { Question } from "./answer.js";

export interface FailedContext {
  readonly policy: Policy;
  /** The end that the policy selects, or does not, and the other one. */
  readonly subject: End;
  readonly peer: End;
  /** The one that is connected to. */
  readonly destination: End;
  readonly question: Pick<Question, "protocol" | "port" | "icmpType">;
}

/** A clause without a full stop. */
export function failedText(failed: FailedCondition, context: FailedContext): string {
  const { policy, question } = context;
  const peer = shortName(context.peer);
  switch (failed.type) {
    case "subject-label":
    case "peer-label": {
      const asked = `\`${requirementText(failed.requirement)}\``;
      const isSubject = failed.type === "subject-label";
      const what = isSubject ? `the policy selects ${asked}` : `label ${asked}`;
      if (failed.isDropped) return `${what}: ${systemOf(policy.object).title} drops this label, so no pod has it`;
      return `${what}: ${isSubject ? shortName(context.subject) : peer} ${labelText(failed.requirement.key.value, failed.found)}`;
    }
    case "namespace-label": {
      const { requirement, namespace, found, isDeclared } = failed;
      const what = `namespace label \`${requirementText(requirement)}\``;
      if (!isDeclared)
        return `${what}: namespace \`${namespace}\` is not declared in this workspace, so only its name is known`;
      return `${what}: namespace \`${namespace}\` ${labelText(requirement.key.value, found)}`;
    }
    case "namespace": {
      const asked = failed.asked.map((it) => `\`${it}\``).join(" or ");
      const what =
        failed.requirement === undefined
          ? `matches pods in the policy's own namespace ${asked} only`
          : `namespace ${asked}`;
      return `${what}: ${peer} is in \`${failed.found}\``;
    }
    case "identity":
      return `\`${requirementText(failed.requirement)}\`: ${peer} does not meet this`;
    case "host-network":
      return `${peer} uses the host network, so no selector matches it`;
    case "other-kind":
      return `the rule selects ${KINDS[failed.peer]}, not ${kindOf(context.peer)}`;
    case "pod-by-address":
      return `block ${blockText(failed.block)}: ${blocksText(policy)}`;
    case "outside-block":
      return `block ${blockText(failed.block)}: ${peer} is not in it`;
    case "service-address": {
      const whose = failed.service === undefined ? "a Service" : `Service \`${failed.service}\``;
      return `block ${blockText(failed.block)}: ${peer} is an address of ${whose}, and policies see the pod behind it`;
    }
    case "exception":
      return `block ${plainBlock(failed.block)} excludes \`${failed.except.value}\`, and ${peer} is in it`;
    case "other-name":
      return `DNS name \`${failed.peer.name.value}\`: ${peer} does not match`;
    case "unseen-look-ups":
      return `DNS name \`${failed.peer.name.value}\`: no rule inspects the pod's DNS queries (\`rules.dns\`), so its addresses are not known`;
    case "other-entity":
      return `entity \`${failed.name}\`: the peer is ${peer}`;
    case "missing-object": {
      const { group = "address group" } = systemOf(policy.object).words;
      const what = failed.what === "service" ? "Service" : group;
      return `${what}${failed.name === undefined ? "" : ` \`${failed.name}\``} is not in this workspace`;
    }
    case "port":
      return `port ${question.port ?? "of any number"}: the rule allows ${portsText(failed.allowed, context)}`;
    case "protocol": {
      const allowed = failed.allowed.length === 0 ? "ICMP only" : portsText(failed.allowed, context);
      return `protocol ${question.protocol}: the rule allows ${allowed}`;
    }
    case "icmp-type": {
      const allowed = failed.allowed.map(({ family, type }) => `${family === "IPv4" ? "ICMP" : "ICMPv6"} type ${type}`);
      const asked = question.icmpType === undefined ? "" : ` type ${question.icmpType}`;
      return `${question.protocol}${asked}: the rule allows ${listText(allowed)}`;
    }
    case "disputed-port": {
      const numbers = listText(failed.numbers.map(String), 3, " and ");
      return `port \`${failed.name}\`: pods in the cluster use this name for ports ${numbers}, so it matches none of them`;
    }
    case "unnamed-port":
      return `port \`${failed.name}\`: no container of ${shortName(context.destination)} has a port with this name`;
  }
}

const KINDS: Readonly<Record<PeerReading["type"], string>> = {
  pods: "pods by their labels",
  block: "CIDR blocks",
  name: "DNS names",
  entity: "entities",
  service: "Services",
  nodes: "nodes",
  group: "address groups",
  unreadable: "other peers",
};

function kindOf(end: End): string {
  switch (end.type) {
    case "workload":
      return end.workload.hostNetwork ? "pods that use the host network" : "pods";
    case "pods":
    case "unseen-pods":
      return "pods";
    case "world":
      return "the world";
    case "cidr":
      return "addresses";
    case "fqdn":
      return "DNS names";
    case "entity":
      return "entities";
  }
}

function blocksText({ object }: Policy): string {
  const { title, traits } = systemOf(object);
  return traits.blocksMatchNoPod === true
    ? `with ${title}, CIDR blocks match neither pods nor nodes`
    : "CIDR blocks match no pods here";
}

function plainBlock({ cidr }: BlockPeer): string {
  return `\`${cidr.value}\``;
}

function labelText(key: string, found: string | undefined): string {
  return found === undefined ? `has no label \`${key}\`` : `has \`${key}=${found}\``;
}

/** A workload by its name only: the answer's first line has the rest. */
export function shortName(end: End): string {
  if (end.type === "workload") return `\`${end.workload.name}\``;
  return end.type === "pods" ? "the pod" : endText(end);
}

/** `TCP 3000, 5432 (pg)`, `port 80 of any protocol`. */
function portsText(ports: readonly PortReading[], { destination }: FailedContext): string {
  const containers = destination.type === "workload" ? destination.workload.ports : [];
  const byProtocol = new Map<string, string[]>();
  for (const port of ports) {
    const protocol = port.protocols.length === PROTOCOLS.length ? ANY : port.protocols.join(", ");
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), portText(port, containers)]);
  }
  const texts = [...byProtocol].map(([protocol, numbers]) => {
    if (protocol !== ANY) return `${protocol} ${listText(numbers)}`;
    return `${numbers.length === 1 ? "port" : "ports"} ${listText(numbers)} of any protocol`;
  });
  return listText(texts, 3, "; ");
}

const ANY = "";

function portText({ value, endPort }: PortReading, containers: readonly ContainerPort[]): string {
  if (value === undefined) return "all ports";
  if (typeof value === "string") {
    const number = containers.find((it) => it.name === value)?.number;
    return number === undefined ? `\`${value}\`` : `${number} (\`${value}\`)`;
  }
  return endPort === undefined || endPort.value === value ? `${value}` : `${value}–${endPort.value}`;
}
