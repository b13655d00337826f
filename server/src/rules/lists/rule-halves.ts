/** Rules of one list that look like the halves of one: its peers, and its ports (NP1302). */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PeerReading, type PortReading, portsOf, type RuleReading } from "../../model/reading.js";
import { dnsPorts } from "../evidence/dns-rules.js";
import type { Severity } from "../rule.js";

/** One rule of a list, seen as half of one. */
type Half = { readonly at: Site; readonly key: Site; readonly name: string } & (
  | { readonly kind: "peers"; readonly isLikelyHalf: boolean; readonly isApiServer: boolean }
  | { readonly kind: "ports"; readonly ports: readonly PortReading[] }
);

/** Neighbors of both kinds; each rule is in at most one pair. */
export function* splitsIn(rules: readonly RuleReading[], view: View) {
  const halves = rules.map(halfOf);
  const count = (kind: Half["kind"]) => halves.filter((it) => it?.kind === kind).length;
  const even = count("peers") === count("ports");
  for (let index = 0; index + 1 < halves.length; index++) {
    const [first, second, rule] = [halves[index], halves[index + 1], rules[index]];
    if (first === undefined || second === undefined || rule === undefined) continue;
    const [peers, ports] = first.kind === "peers" ? [first, second] : [second, first];
    if (peers.kind !== "peers" || ports.kind !== "ports") continue;
    // Nearly every policy has ports after their peers; ports before peers are probably meant as a rule.
    const isLikely =
      ports === second &&
      even &&
      !isAlsoDns(ports.ports, view) &&
      (peers.isApiServer ? isItsPort(ports.ports) : peers.isLikelyHalf && !isForApiServer(rule, ports.ports));
    const isMeant = isDns(ports.ports, view) || (ports === first && isForApiServer(rule, ports.ports));
    const severity: Severity = isMeant ? "hint" : isLikely ? "warning" : "info";
    yield { at: ports.key, severity, peers, ports, second: second.at, rule };
    index++;
  }
}

/** Only the API server uses port 6443, so next to its entity it is meant for it. */
function isItsPort(ports: readonly PortReading[]): boolean {
  return ports.every(({ port, endPort }) => endPort === undefined && String(port?.value) === "6443");
}

/** Ports of most webhooks and aggregated APIs: controller-runtime, cert-manager, metrics-server. */
const CALLED_PORTS: ReadonlySet<number | string> = new Set([9443, 8443, 4443, 10250]);
const CALLED_NAME = /webhook|admission/;

/** The API server is not a pod, so a rule that allows its calls has only ports (KP-44). */
function isForApiServer({ direction }: RuleReading, ports: readonly PortReading[]): boolean {
  return (
    direction === "ingress" &&
    ports.every(
      ({ value, endPort }) =>
        endPort === undefined && (typeof value === "string" ? CALLED_NAME.test(value) : CALLED_PORTS.has(value ?? 0)),
    )
  );
}

/** DNS is often allowed to everyone on purpose, by a rule that has only ports. */
function isDns(ports: readonly PortReading[], view: View): boolean {
  const known = dnsPorts(view.settings.dns).map(String);
  return ports.every(({ port, endPort }) => endPort === undefined && known.includes(String(port?.value)));
}

/** Beside other ports, DNS tells that the rule is not about the application's own peers. */
function isAlsoDns(ports: readonly PortReading[], view: View): boolean {
  return ports.length > 1 && ports.some((it) => isDns([it], view));
}

function halfOf(rule: RuleReading): Half | undefined {
  const { at, peers, ports, portsAt, isIcmp } = rule;
  if (isIcmp) return undefined;
  const [only, ...more] = peers;
  if (only !== undefined && more.length === 0 && only.peers.length > 0 && portsAt === undefined) {
    // Where each kind of peer has a key of its own, peers are often listed as rules of their own. Only everyone on all
    // ports tells, because ports are redundant next to that.
    const isTyped = only.key !== "from" && only.key !== "to";
    const isLikelyHalf = only.peers.some(isTyped ? isEveryone : isNarrow);
    const isApiServer = only.peers.every((it) => it.type === "entity" && it.name.value === "kube-apiserver");
    return { kind: "peers", at, key: partOf(only.at, "key"), name: only.key, isLikelyHalf, isApiServer };
  }
  const listed = portsOf(rule);
  // Where peers are required, a rule without them is rejected.
  if (rule.who !== "everyone" || portsAt === undefined || peers.length > 0 || listed.length === 0) return undefined;
  return { kind: "ports", at, key: partOf(portsAt, "key"), name: ports[0]?.key ?? "", ports: listed };
}

/** Neighbors are often allowed on all ports, with a webhook's port open to everyone (KP-44). */
function isNarrow(peer: PeerReading): boolean {
  if (peer.type !== "pods") return true;
  const { selector, namespaces } = peer;
  return (
    (selector?.requirements.length ?? 0) > 0 || (typeof namespaces === "object" && namespaces.requirements.length > 0)
  );
}

function isEveryone(peer: PeerReading): boolean {
  return peer.type === "entity" && peer.name.value === "all";
}
