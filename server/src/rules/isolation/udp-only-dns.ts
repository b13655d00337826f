/** DNS ports that a policy allows over UDP, but not over TCP (NP1204). */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { allowListOf, type PortList } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { allowsDns, dnsPorts } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, subjectsOf } from "../evidence/subjects.js";

export interface DnsPort {
  /** The port's value. */
  readonly at: Site;
  readonly port: string;
  readonly protocol: Site;
  readonly list: PortList;
  /** True if the system has a protocol that means all of them. */
  readonly takesAny: boolean;
}

/** Ports in egress rules; none if another rule allows TCP, in this policy or in any that may select the same pods. */
export function udpOnlyDns(policy: Policy, view: View): DnsPort[] {
  const lists = udpOnly(policy, dnsPorts(view.settings.dns).map(String));
  return lists.length === 0 || tcpPasses(policy, view) ? [] : lists;
}

function udpOnly(policy: Policy, ports: readonly string[]): DnsPort[] {
  const ofPods = policy.reading.parts.filter((it) => it.subject.of === "pods");
  return ofPods
    .flatMap((part) => allowListOf(part, "egress")?.rules ?? [])
    .flatMap((rule) => rule.ports)
    .flatMap((list) => udpOnlyIn(list, ports));
}

function udpOnlyIn(list: PortList, ports: readonly string[]): DnsPort[] {
  const dns = list.ports.filter((it) => it.port !== undefined && ports.includes(String(it.port.value)));
  return dns.flatMap(({ port, protocol, isText }) => {
    if (port === undefined || protocol?.value !== "UDP") return [];
    const both = dns.some((it) => it.port?.value === port.value && it.protocol?.value !== "UDP");
    if (both) return [];
    return [{ at: port.at, port: String(port.value), protocol: protocol.at, list, takesAny: isText }];
  });
}

function tcpPasses(policy: Policy, view: View): boolean {
  const selected = view.selectedBy(policy);
  if (selected.length > 0) return selected.every((it) => view.dns(it).tcp);
  if (systemOf(policy.object).traits.neverIsolates === true) return true;
  const allowsTcp = (other: Policy): boolean => view.allowances(other).some((it) => allowsDns(it, view, ["TCP"]));
  return subjectsOf(policy).some((subject) => anyPolicyForSamePods(view, subject, allowsTcp) === "tied");
}
