/** NP1204: DNS allowed over UDP and not over TCP. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { listOf, type PortList } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { allowsDns, dnsPorts } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, subjectsOf } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1204",
  name: "dns-without-tcp",
  title: "DNS over UDP only",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-19", "CP-29"],

  *check(policy, view) {
    const lists = udpOnly(policy, dnsPorts(view.settings.dns).map(String));
    // Another rule may let TCP pass, of this policy or of any that may select the same pods.
    if (lists.length === 0 || tcpPasses(policy, view)) return;
    for (const it of lists) yield { ...it, policy };
  },

  message: ({ policy, port }) =>
    `${quoted(policy.name)} lets DNS pass over UDP ${port} only: answers that need TCP fail`,
  note: () => "Resolvers turn to TCP when an answer does not fit one datagram, and some use nothing else.",

  fixes: {
    "allow-tcp": {
      safety: "changes-traffic",
      fix: ({ policy, list, protocol, port, takesAny }) => ({
        title: `Allow TCP ${port} too`,
        edit: (editor) => {
          if (takesAny) editor.set(protocol, "ANY");
          else editor.append(list.at, systemOf(policy.object).pieces.portItem(Number(port), list, "TCP"));
        },
      }),
    },
  },
});

interface DnsPort {
  /** The port's value. */
  readonly at: Site;
  readonly port: string;
  readonly protocol: Site;
  readonly list: PortList;
  /** True where a word stands for every protocol. */
  readonly takesAny: boolean;
}

/** Ports of egress rules that are DNS ports, for UDP and not for TCP. */
function udpOnly(policy: Policy, ports: readonly string[]): DnsPort[] {
  const ofPods = policy.reading.parts.filter((it) => it.subject.of === "pods");
  return ofPods
    .flatMap((part) => listOf(part, "egress")?.rules ?? [])
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
  return subjectsOf(policy).some((subject) =>
    anyPolicyForSamePods(view, subject, (other) => view.allowances(other).some((it) => allowsDns(it, view, ["TCP"]))),
  );
}
