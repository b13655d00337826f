/** NP1204: DNS allowed over UDP and not over TCP. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { CiliumPort } from "../../systems/cilium/model.js";
import type { PortItem } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../systems/written.js";
import { admitsDns, dnsPorts, othersWith } from "../evidence/dns-ports.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { subjectsOf } from "../evidence/subjects.js";

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
    const lists = portLists(policy, dnsPorts(view.settings.dns).map(String));
    // Another rule may let TCP pass, of this policy or of any that may select the same pods.
    if (lists.length === 0 || tcpPasses(policy, view)) return;
    for (const it of lists) yield { ...it, policy };
  },

  message: ({ policy, port }) =>
    `${quoted(policy.name)} lets DNS pass over UDP ${port} only: answers that need TCP fail`,
  note: () => "Resolvers turn to TCP when an answer does not fit one datagram, and some use nothing else.",

  fixes: {
    "allow-tcp": {
      title: ({ port }) => `Allow TCP ${port} too`,
      safety: "changes-traffic",
      edit: (editor, { list, protocol, port, cilium }) => {
        if (cilium) editor.set(protocol, "ANY");
        else editor.append(list, { protocol: "TCP", port: Number(port) });
      },
    },
  },
});

interface DnsPort {
  /** The port's value. */
  readonly at: Site;
  readonly port: string;
  readonly protocol: Site;
  readonly list: Site;
  readonly cilium: boolean;
}

/** Lists of ports in egress rules that name a DNS port for UDP and not for TCP. */
function portLists(policy: Policy, ports: readonly string[]): DnsPort[] {
  const object = policy.object;
  if (object.system === "kubernetes") {
    return (object.egress?.rules ?? []).flatMap((rule) =>
      rule.ports === undefined ? [] : udpOnly(rule.ports.at, rule.ports.ports, ports, false),
    );
  }
  const ofPods = object.specs.filter((it) => it.subject?.on === "endpoints");
  return ofPods.flatMap((spec) =>
    (spec.egress?.items ?? []).flatMap((item) =>
      (item.toPorts?.items ?? []).flatMap(({ ports: list }) =>
        list === undefined ? [] : udpOnly(list.at, list.ports, ports, true),
      ),
    ),
  );
}

function udpOnly(
  list: Site,
  items: readonly (PortItem | CiliumPort)[],
  ports: readonly string[],
  cilium: boolean,
): DnsPort[] {
  const dns = items.filter((it) => it.port !== undefined && ports.includes(String(it.port.value)));
  return dns.flatMap(({ port, protocol }) => {
    if (port === undefined || protocol?.value !== "UDP") return [];
    const both = dns.some((it) => it.port?.value === port.value && it.protocol?.value !== "UDP");
    return both ? [] : [{ at: port.at, port: String(port.value), protocol: protocol.at, list, cilium }];
  });
}

function tcpPasses(policy: Policy, view: View): boolean {
  const selected = view.selectedBy(policy);
  if (selected.length > 0) return selected.every((it) => view.dns(it).tcp);
  return subjectsOf(policy).some((subject) =>
    othersWith(view, subject, (other) => view.allowances(other).some((it) => admitsDns(it, view, ["TCP"]))),
  );
}
